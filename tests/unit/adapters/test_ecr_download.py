"""Where ECR says that an image's configuration lies."""

from __future__ import annotations

import pytest

from chalicelib.adapters.ecr import downloaded
from chalicelib.domain.errors import RetryableError
from fakes.web import answer, serving


def test_what_lies_there_is_read() -> None:
    with serving(answer(200, b"{}")) as web:
        assert downloaded(web.url, "shop/api") == b"{}"


def test_nothing_there_is_no_configuration() -> None:
    with serving(answer(404, b"")) as web:
        assert downloaded(web.url, "shop/api") == b""


def test_a_server_s_error_is_a_passing_fault_whose_words_do_not_show_the_signed_url() -> None:
    with serving(answer(503, b"")) as web, pytest.raises(RetryableError, match="shop/api") as fault:
        downloaded(f"{web.url}/blob?X-Amz-Signature=secret", "shop/api")

    assert "secret" not in str(fault.value)


def test_a_cut_connection_is_a_passing_fault() -> None:
    with pytest.raises(RetryableError, match="shop/api"):
        downloaded("http://127.0.0.1:1/blob?X-Amz-Signature=secret", "shop/api")
