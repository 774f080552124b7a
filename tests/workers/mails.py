"""Mails as people and machines send them, made byte by byte."""

import base64
from email.message import EmailMessage

SENDER = "chen@mail.example"
TEXT = "和平里小区门口的路灯坏了三天。"


def a_mail(text=TEXT, *, subject="路灯不亮", sender=f"陈女士 <{SENDER}>", files=(), **headers):
    """Return a mail; ``files`` are (name, content, media type), ``headers`` are set, or left out where None."""
    mail = EmailMessage()
    usual = {"From": sender, "To": "12345@city.example", "Subject": subject, "Message_ID": "<m1@mail.example>"}
    for name, value in (usual | headers).items():
        if value is not None:
            mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, content, media_type in files:
        main, _, sub = media_type.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def raw(*lines, body=b""):
    """Return a mail of exactly these header lines and this body."""
    return b"\r\n".join((*lines, b"", body))


def in_old_dress():
    """Return a mail of an old Chinese program: GBK said to be GB2312, cut inside signs, a title without encoding."""
    title = "恳请解决龑家湾积水".encode("gbk")
    first, second = (base64.b64encode(part).decode() for part in (title[:7], title[7:]))
    return raw(
        f"Subject: =?gb2312?B?{first}?=\r\n =?GB2312?B?{second}?=".encode(),
        b'From: "' + "王强".encode("gbk") + b'" <wang@mail.example>',
        b"Message-ID: <old1@mail.example>",
        b'Content-Type: text/plain; charset="gb2312"',
        b"Content-Transfer-Encoding: 8bit",
        body="龑家湾路口一下雨就积水，请尽快处理。".encode("gbk"),
    )


def as_a_page():
    """Return a mail that is a page and nothing else, with what no reader sees."""
    page = (
        "<html><head><title>t</title><style>p{color:red}</style></head><body><p>紫薇公园<b>西门</b>积水。</p>"
        "<script>x()</script><div>请处理<br>谢谢</div></body></html>"
    )
    return raw(
        b"Subject: =?utf-8?B?" + base64.b64encode("公园积水".encode()) + b"?=",
        f"From: {SENDER}".encode(),
        b"Message-ID: <page1@mail.example>",
        b"Content-Type: text/html; charset=utf-8",
        body=page.encode(),
    )


def broken():
    """Return mails that no standard knows: each must be read, or put aside, and stop nothing."""
    return [
        raw(b"Subject: =?utf-8?Q?=E8=B7=AF?= =?x-no-such?B?!!!?=", b"From: <<>>@@", body="无主邮件一".encode()),
        raw(
            b"From: a@b",
            b"Content-Type: multipart/mixed; boundary=x",
            body=b"--x\r\nContent-Type: text/plain\r\n\r\nhi",
        ),
        raw(b"Subject", b": nothing", b"\xff\xfe\x00: \x00", body=b"\xff\xfe\x00\x00"),
        raw(b'Content-Type: text/plain; charset="hex"', b"Subject: x", body="无主邮件二".encode("gb18030")),
        raw(b"Content-Type: message/rfc822", body=b"Content-Type: message/rfc822\r\n\r\n" * 40),
        raw(b"X: y"),
    ]
