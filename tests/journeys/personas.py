"""What each persona does at their counter, in their words; journeys are told with these."""

from playwright.sync_api import Page, expect


class Window:
    """One person's browser window."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address

    def go(self, path: str) -> None:
        """Open an address of the service."""
        self.page.goto(self.address + path)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in as staff."""
        self.go("/login")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_label("密码").press("Enter")
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()

    def fill(self, **fields: str) -> None:
        """Fill fields by their names; the first visible one where a page has several of a name."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]:visible").first.fill(value)

    def press(self, button: str) -> None:
        """Press a button by what is written on it."""
        self.page.get_by_role("button", name=button, exact=True).locator("visible=true").first.click()

    def unfold(self, summary: str) -> None:
        """Open a folded step where it is not open."""
        fold = self.page.locator("details", has=self.page.locator("summary", has_text=summary)).first
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()

    def sees(self, text: str) -> None:
        """Expect a text on the page."""
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        """Expect a text nowhere on the page."""
        expect(self.page.locator("body")).not_to_contain_text(text)

    def big_numbers(self) -> list[str]:
        """Return what is to be read aloud on the page, without the spaces between the groups."""
        return ["".join(text.split()) for text in self.page.locator(".big-number").all_inner_texts()]
