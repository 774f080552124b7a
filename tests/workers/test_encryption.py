"""The way to mail servers is encrypted, by certificates we know, or nothing goes over it: real servers, no fallback."""

import dataclasses
import ssl

import pytest
import trustme

from hotline.domain.mailboxes import Security
from hotline.errors import ConfigurationError
from tests import servers
from tests.workers import mail_server
from tests.workers.mail_desk import at
from tests.workers.mails import a_mail
from workers.channels import Letter, Refused, TryLater
from workers.channels.smtp import Smtp
from workers.mailboxes.pulling import pull

pytestmark = [pytest.mark.usefixtures("inside"), pytest.mark.backend("sqlite")]  # no database has a part in it
ELSEWHERE = "127.0.0.2"  # a host that is not this machine's own name for itself, as far as we look
LETTER = Letter(
    key="k1", kind="approve", service_number="1", address="chen@mail.example", subject="已有答复", body="您好"
)


@pytest.fixture
def authority(tmp_path):
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "authority.pem")
    return made


def context_for(authority: trustme.CA, host: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(host).configure_cert(context)
    return context


def test_a_letter_leaves_by_starttls_where_the_authority_is_known(authority, tmp_path):
    with servers.smtp_server(host=ELSEWHERE, starttls=context_for(authority, ELSEWHERE)) as box:
        way = Smtp.from_url(f"{box.url}&ca={tmp_path / 'authority.pem'}")
        assert way.find_trouble() == ""
        way.send(LETTER)
        assert [each.rcpt_tos for each in box.letters] == [["chen@mail.example"]]


@pytest.mark.parametrize("named", [ELSEWHERE, "127.0.0.9"])  # an unknown authority; a known one, of another host
def test_a_letter_stays_where_the_certificate_is_not_the_servers(authority, tmp_path, named):
    with servers.smtp_server(host=ELSEWHERE, starttls=context_for(authority, named)) as box:
        known = f"&ca={tmp_path / 'authority.pem'}" if named != ELSEWHERE else ""
        way = Smtp.from_url(box.url + known)
        with pytest.raises(TryLater, match="邮件服务器的证书无法验证"):
            way.send(LETTER)
        assert way.find_trouble() == "邮件服务器的证书无法验证"
        assert box.letters == []


def test_a_letter_stays_where_no_starttls_is_offered_unless_the_city_says_so():
    with servers.smtp_server(host=ELSEWHERE) as box:
        with pytest.raises(TryLater, match="不提供 STARTTLS"):
            Smtp.from_url(box.url).send(LETTER)
        assert box.letters == []
        Smtp.from_url(f"{box.url}&tls=none").send(LETTER)
        assert len(box.letters) == 1


@pytest.mark.parametrize(
    "url",
    [
        "smtp://u:p@mail.example?from=a@b.cn&tls=none",  # a password in the clear
        "smtps://mail.example?from=a@b.cn&tls=none",
        "smtp://mail.example?from=a@b.cn&tls=perhaps",
    ],
)
def test_what_would_send_a_password_in_the_clear_is_no_setting(url):
    with pytest.raises(ConfigurationError):
        Smtp.from_url(url)


def test_an_authority_that_cannot_be_read_is_said(tmp_path):
    with pytest.raises(TryLater, match="证书文件"):
        Smtp.from_url(f"smtp://mail.example?from=a@b.cn&ca={tmp_path / 'none.pem'}").send(LETTER)


def test_a_mailbox_is_read_by_starttls_and_not_where_its_certificate_is_unknown(house, tmp_path):
    with mail_server.mail_server(tmp_path, starttls=True) as account:
        account.put(a_mail())
        box = at(account, security=Security.STARTTLS)
        with pytest.raises(Refused, match="证书无法验证"):
            pull(dataclasses.replace(box, ca_file=""))
        with pytest.raises(Refused, match="证书无法验证"):
            pull(dataclasses.replace(box, host="localhost"))  # the certificate names 127.0.0.1
        assert pull(box).new == 1


def test_nobody_signs_in_at_a_mailbox_that_offers_no_starttls(house, tmp_path):
    with mail_server.mail_server(tmp_path, tls=False) as account:
        account.put(a_mail())
        with pytest.raises(Refused, match="不提供 STARTTLS"):
            pull(at(account, security=Security.STARTTLS))
        assert account.lie_there() == {101: ()}
