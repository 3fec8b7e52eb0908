"""The pages' HTML, as Jinja templates: self-contained, everything escaped."""

LAYOUT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
{% if busy %}<meta http-equiv="refresh" content="2">{% endif %}
<title>{{ title }}</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 54rem; margin: 2.5rem auto; padding: 0 1rem; }
  h1 { font-size: 1.25rem; margin: 0; }
  code { font-family: ui-monospace, monospace; }
  .muted, time { color: #6b778c; font-size: .85rem; }
  ul { list-style: none; padding: 0; margin: 1.5rem 0; }
  li { border: 1px solid #8993a455; border-radius: 6px; padding: .75rem 1rem; margin: .6rem 0; }
  li p { margin: .3rem 0 0; overflow-wrap: anywhere; }
  a { color: #0c66e4; text-decoration: none; } a:hover { text-decoration: underline; }
  .pill { border-radius: 4px; color: #fff; font-size: .7rem; font-weight: 700; padding: .15rem .45rem; }
  .SUCCESSFUL { background: #1f845a; } .FAILED { background: #c9372c; }
  .INPROGRESS { background: #0c66e4; } .STOPPED { background: #626f86; }
</style>
</head>
<body>
{% block content %}{% endblock %}
</body>
</html>
"""

INDEX = """{% extends layout %}{% block content %}
<h1>Commits</h1>
<p class="muted">The local stand-in for Bitbucket: what would be on the commits.</p>
<ul>
{% for repository, commit, builds in commits %}
  <li>
    <a href="/{{ repository|urlencode }}/commits/{{ commit }}"><code>{{ commit[:12] }}</code></a>
    {{ repository }}
    {% for build in builds %}
    <span class="pill {{ build.status.state }}" title="{{ build.status.name or build.status.key }}">
      {{- build.status.state }}</span>
    {% endfor %}
  </li>
{% else %}
  <li class="muted">None was seen yet.</li>
{% endfor %}
</ul>
{% endblock %}
"""

COMMIT = """{% extends layout %}{% block content %}
<p class="muted"><a href="/">Commits</a> / {{ repository }}</p>
<h1><code>{{ commit }}</code></h1>
<ul>
{% for build in builds %}
  <li>
    <span class="pill {{ build.status.state }}">{{ build.status.state }}</span>
    <a href="{{ build.status.url }}" rel="noopener noreferrer">{{ build.status.name or build.status.key }}</a>
    {% if build.status.description %}<p>{{ build.status.description }}</p>{% endif %}
    <p class="muted">
      <code>{{ build.status.key }}</code>
      {%- if build.status.refname %} on {{ build.status.refname }}{% endif %},
      {% for change in build.changes -%}
      {{ change.status.state }}
      <time datetime="{{ change.at.isoformat() }}">{{ change.at.strftime("%H:%M:%S") }}</time>
      {%- if not loop.last %} &rarr; {% endif %}
      {%- endfor %}
    </p>
  </li>
{% else %}
  <li class="muted">No builds on this commit yet.</li>
{% endfor %}
</ul>
{% endblock %}
"""
