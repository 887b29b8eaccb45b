"""Settings: defaults that need nothing, refusals that say which variable and what to write."""

from pathlib import Path

import pytest

from dialer.core.settings import Settings, SettingsError, read_settings, unknown_variables


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A clean environment, whatever the machine's has."""
    import os

    for name in [name for name in os.environ if name.startswith("PRONTO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_without_any_variable_everything_has_its_place(tmp_path: Path) -> None:
    settings = read_settings()
    assert settings.state_dir == tmp_path / "pronto"
    assert settings.database_url == f"sqlite:///{tmp_path / 'pronto' / 'pronto.db'}"
    assert (settings.host, settings.redis_url, settings.ami_secret) == ("127.0.0.1", None, None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sqlite:////var/p.db", "sqlite:////var/p.db"),
        ("postgresql://u:p@h/d", "postgresql://u:p@h/d"),
        ("postgres://u:p@h/d", "postgresql://u:p@h/d"),
        ("postgresql+asyncpg://h/d", "postgresql+asyncpg://h/d"),
    ],
)
def test_a_database_url_needs_no_driver(monkeypatch: pytest.MonkeyPatch, written: str, read: str) -> None:
    monkeypatch.setenv("PRONTO_DATABASE_URL", written)
    assert read_settings().database_url == read


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PRONTO_PORT", "70000", "PRONTO_PORT"),
        ("PRONTO_PORT", "http", "PRONTO_PORT"),
        ("PRONTO_DATABASE_URL", "mysql://h/d", "PRONTO_DATABASE_URL must begin with"),
        ("PRONTO_HOST", "192.0.2.1", "PRONTO_ALLOWED_HOSTS"),
        ("PRONTO_HOST", "pronto.example", "PRONTO_ALLOWED_HOSTS"),
        ("PRONTO_LOG_LEVEL", "LOUD", "PRONTO_LOG_LEVEL cannot stand here: write 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("PRONTO_REDIS_URL", "localhost", "PRONTO_REDIS_URL: begin with redis://"),
        ("PRONTO_REDIS_URL", "redis://localhost:many", "PRONTO_REDIS_URL: begin with redis://"),
        ("PRONTO_TRUSTED_PROXIES", "*", "PRONTO_TRUSTED_PROXIES: write addresses and networks"),
        ("PRONTO_TRUSTED_PROXIES", "proxy.example", "PRONTO_TRUSTED_PROXIES: write addresses and networks"),
        ("PRONTO_TRUSTED_PROXIES", "10.1.2.3/8", "PRONTO_TRUSTED_PROXIES: write addresses and networks"),
        ("PRONTO_METRICS_PUBLIC", "maybe", "PRONTO_METRICS_PUBLIC is neither true nor false: write true or false"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=said):
        read_settings()


def test_an_empty_redis_url_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONTO_REDIS_URL", "")
    assert read_settings().redis_url is None


def test_beyond_loopback_once_the_host_names_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONTO_HOST", "192.0.2.1")
    monkeypatch.setenv("PRONTO_ALLOWED_HOSTS", "pronto.example, 192.0.2.7,")
    assert read_settings().hosts == ("localhost", "127.0.0.1", "[::1]", "pronto.example", "192.0.2.7")


def test_no_proxy_is_trusted_until_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().trusted_proxies == ()
    monkeypatch.setenv("PRONTO_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/8,2001:db8::/32")
    assert read_settings().trusted_proxies == ("127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_every_loopback_address_is_this_machine(host: str) -> None:
    assert Settings(host=host).host == host


def test_no_secret_shows_in_a_repr(tmp_path: Path) -> None:
    settings = Settings(
        state_dir=tmp_path,
        ami_secret="s3cret",
        database_url="postgresql://u:s3cret@h/d",
        redis_url="redis://:s3cret@h/0",
    )
    assert "s3cret" not in repr(settings)
    assert settings.shown_database_url == "postgresql://u:***@h/d"


def test_a_nodes_secret_comes_from_its_own_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRONTO_AMI_SECRET", "one")
    monkeypatch.setenv("PRONTO_MILAN_SECRET", "two")
    settings = read_settings()
    secrets = [settings.secret_of(name) for name in ("PRONTO_AMI_SECRET", "PRONTO_MILAN_SECRET", "PRONTO_NONE")]
    assert [secret and secret.get_secret_value() for secret in secrets] == ["one", "two", None]


def test_misspelt_variables_are_found() -> None:
    environ = {"PRONTO_PROT": "1", "PRONTO_PORT": "1", "PRONTO_KEY": "x", "PRONTO_MILAN_SECRET": "x", "PATH": "x"}
    assert unknown_variables(environ, known=frozenset({"PRONTO_MILAN_SECRET"})) == ["PRONTO_PROT"]
