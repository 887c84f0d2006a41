"""The page on which one reads what the demo has sent."""

import json

import pytest

from toolbox import mail


@pytest.fixture
def post(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    settings.ENVIRONMENT = "development"
    mail.keep(to="a@x.test", subject="Your code", text="Use 482913 at http://localhost:8000/signup/x/")
    mail.keep(to="b@x.test", subject="Hello", text="Hi <b>you</b>", html="<h1 style='color:red'>Hi</h1>")


def test_mails_are_read_on_a_page_newest_first(post, at_platform):
    page = at_platform.get("/_demo/mail/").content.decode()
    assert page.index("Hello") < page.index("Your code")
    assert ">482913<" in page and 'href="http://localhost:8000/signup/x/"' in page
    assert "Hi &lt;b&gt;you" in page and "<h1 style" not in page


def test_programs_read_a_list(post, at_platform):
    answer = at_platform.get("/_demo/mail/", {"to": "A@x.test"}, headers={"Accept": "application/json"})
    (message,) = json.loads(answer.content)
    assert {"to", "subject", "text", "html", "links", "codes", "at"} <= set(message)
    assert (message["codes"], message["links"]) == (["482913"], ["http://localhost:8000/signup/x/"])


def test_html_is_shown_in_a_sandbox_of_its_own(post, at_platform):
    id = mail.kept(to="b@x.test")[0]["id"]
    answer = at_platform.get(f"/_demo/mail/{id}/")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.content == b"<h1 style='color:red'>Hi</h1>"
    assert "sandbox" in policy and "default-src 'none'" in policy and "script-src" not in policy


def test_there_is_no_such_page_in_production(post, at_platform, settings):
    id = mail.kept()[0]["id"]
    settings.ENVIRONMENT = "production"
    assert at_platform.get("/_demo/mail/").status_code == 404
    assert at_platform.get(f"/_demo/mail/{id}/").status_code == 404
