"""Puts the stand-in together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from slipway.local.bitbucket.book import Book
from slipway.local.bitbucket.clock import utc_now
from slipway.local.bitbucket.commits import Commits
from slipway.local.bitbucket.credentials import IssuedTokens
from slipway.local.bitbucket.errors import handle_errors
from slipway.local.bitbucket.faults import Faults, faults_api
from slipway.local.bitbucket.keys import SigningKey
from slipway.local.bitbucket.local_api import local_api
from slipway.local.bitbucket.oauth import oauth
from slipway.local.bitbucket.oidc import oidc
from slipway.local.bitbucket.pages import pages
from slipway.local.bitbucket.request_log import RequestLog
from slipway.local.bitbucket.status_api import status_api

if TYPE_CHECKING:
    from slipway.local.bitbucket.clock import Clock


def create_app(url: str, clock: Clock = utc_now, key: SigningKey | None = None) -> Flask:
    """Make a stand-in that is reached at `url` (no slash at its end) and has seen nothing yet.

    `key` signs the OIDC tokens; without one it makes its own.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False  # Bitbucket's own examples end in a slash, its OpenAPI does not
    faults, log = Faults(), RequestLog(clock)
    book, commits, issued = Book(clock), Commits(), IssuedTokens(clock)
    blueprints = (
        status_api(url, book, commits, issued),
        oauth(issued, clock),
        oidc(url, key or SigningKey.generate(), clock),
        local_api(book, commits, log),
        faults_api(faults),
        pages(book, commits),
    )
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    handle_errors(app)
    app.wsgi_app = log.around(faults.around(app.wsgi_app))  # type: ignore[assignment,method-assign]  # Flask's documented way
    return app
