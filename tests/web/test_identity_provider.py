"""Signing in with the organisation's account, as a person does it in a browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from dialer.access.model import MACHINE
from dialer.core.enums import Role
from dialer.core.settings import Settings
from tests.support.openid_provider import ANNA, CLIENT_SECRET, Provider, started_provider
from tests.support.pages import (
    PSEUDO,
    Served,
    opened,
    serving,
    sideways,
    take_picture,
    untranslated,
    wrong_for_some,
)
from tests.support.people import new_user
from tests.support.rings import first_in_gate

pytestmark = [pytest.mark.browser]

BUTTON = "Sign in with your organisation's account"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with started_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.wish()
    return running


@pytest.fixture(scope="module")
def served(running: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(
        state_dir=tmp_path_factory.mktemp("served"),
        allowed_hosts=["127.0.0.1"],
        oidc_issuer=running.issuer,
        oidc_client_secret=CLIENT_SECRET,
    )
    with serving(settings) as begun:
        person = begun.do(new_user(begun, Role.ADMIN))  # type: ignore[arg-type]
        changes = {"password_hash": None}
        begun.do(begun.parts.store.users.update(person.id, changes))
        begun.do(begun.parts.service.access.update_user(MACHINE, person.id, {"email": ANNA["email"]}))
        yield begun


def test_a_person_comes_back_to_the_page_that_was_asked_for(
    browser: Browser, served: Served, provider: Provider
) -> None:
    with opened(browser, served.url) as page:
        page.goto("/account")
        page.get_by_role("button", name=BUTTON).click()
        page.get_by_role("heading", name="Your account").wait_for()
        expect(page).to_have_url(f"{served.url}/account")
        page.go_back()
        assert "code=" not in page.url
        assert "state=" not in page.url


def test_what_is_wrong_is_told_in_words_and_the_password_is_still_there(
    browser: Browser, served: Served, provider: Provider
) -> None:
    provider.wish(person={**ANNA, "sub": "of a stranger", "email": "stranger@example.org"})
    with opened(browser, served.url) as page:
        page.goto("/sign-in")
        page.get_by_role("button", name=BUTTON).click()
        expect(page.get_by_role("alert")).to_contain_text("no account of Pronto is yours")
        expect(page).to_have_url(f"{served.url}/sign-in")
        assert wrong_for_some(page) == []
        page.get_by_role("button", name="Sign in with a password").click()
        page.get_by_label("Name or e-mail address").wait_for()


@pytest.mark.full
def test_who_has_no_password_here_proves_who_they_are_at_the_provider(
    browser: Browser, served: Served, provider: Provider
) -> None:
    provider.wish(claims={"auth_time": 1_000_000_000})
    with opened(browser, served.url) as page:
        page.goto("/account")
        page.get_by_role("button", name=BUTTON).click()
        page.get_by_role("button", name="Set up a second factor").click()
        page.get_by_role("dialog").get_by_text("organisation's account").wait_for()
        assert wrong_for_some(page) == []
        provider.wish()
        page.get_by_role("button", name="Sign in again").click()
        page.get_by_role("heading", name="Your account").wait_for()
        page.get_by_role("button", name="Set up a second factor").click()
        page.get_by_alt_text("The secret as a QR code").wait_for()


@pytest.mark.parametrize(("language", "scheme"), first_in_gate([(PSEUDO, "light"), ("en", "light"), ("it", "dark")]))
def test_everybody_can_use_the_page_with_both_ways(
    browser: Browser, served: Served, provider: Provider, language: str, scheme: str
) -> None:
    with opened(browser, served.url, language=language, scheme=scheme) as page:
        page.goto("/sign-in")
        page.get_by_role("button").nth(1).wait_for()
        take_picture(page, f"sign-in-provider-{language}-{scheme}")
        assert wrong_for_some(page) == []
        if language == PSEUDO:
            assert untranslated(page, "Pronto", "English", "italiano") == set()
            return
        page.set_viewport_size({"width": 390, "height": 844})
        assert sideways(page) <= 0
