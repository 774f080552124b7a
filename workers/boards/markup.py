"""Markup as the words that a reader of the page sees; scripts and styles say nothing. Knows no board and no mail."""

from html.parser import HTMLParser

NEW_LINE = ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote")
UNSEEN = ("script", "style", "head", "title", "template")


def plain(markup: str) -> str:
    """Return the words of markup, a line for each paragraph."""
    words = _Words()
    words.feed(markup)
    words.close()
    return "\n".join(line.strip() for line in "".join(words.told).splitlines() if line.strip())


class _Words(HTMLParser):
    """Collects what a reader of the page sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.told: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        """Begin a new line where the page does; stop listening where it shows nothing, until the body begins."""
        self.unseen = 0 if tag == "body" else self.unseen + (tag in UNSEEN)
        if tag in NEW_LINE:
            self.told.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Listen again."""
        if tag in UNSEEN and self.unseen:
            self.unseen -= 1

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self.unseen:
            self.told.append(data)
