"""Settings: where they come from, and what is said of those that cannot be used."""

from __future__ import annotations

import argparse
import socket

import pytest

from nlp.commands.serve import add_parser
from nlp.serve.faults import BadSetting
from nlp.serve.run import serve
from nlp.serve.settings import Settings, read_settings


def test_options_come_before_the_environment_and_both_before_defaults() -> None:
    environ = {"REFERAT_PORT": "9000", "REFERAT_WORKERS": "3", "REFERAT_ORIGINS": "https://a.example, https://b.example", "REFERAT_API_KEY": " k "}
    settings = read_settings({"port": "9001", "workers": None}, environ)
    assert (settings.port, settings.workers, settings.host) == (9001, 3, "127.0.0.1")
    assert settings.origins == ("https://a.example", "https://b.example")
    assert settings.key == "k"
    assert "'k'" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [("PORT", "http", "is no whole number"), ("WORKERS", "0", "at least 1"), ("DOCUMENT_SECONDS", "nan", "out of range"), ("LABEL_STUDIO", "maybe", "switch")],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str, wanted: str) -> None:
    with pytest.raises(BadSetting, match=f"REFERAT_{name}: .*{wanted}"):
        read_settings({}, {f"REFERAT_{name}": value})


def test_local_services_answer_to_local_names_alone() -> None:
    assert Settings().allowed_hosts == ("127.0.0.1", "::1", "localhost")
    assert Settings(host="0.0.0.0").allowed_hosts == ("*",)
    assert Settings(hosts=("a.example",)).allowed_hosts == ("a.example",)


def test_the_command_has_an_option_for_each_setting() -> None:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["serve", "--port", "0", "--label-studio", "--max-chars", "5"])
    settings = read_settings(vars(args), {})
    assert (settings.port, settings.label_studio, settings.max_chars) == (0, True, 5)


def test_an_address_in_use_is_said_before_anything_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadSetting, match="cannot listen there"):
        serve(Settings(port=taken.getsockname()[1]))
