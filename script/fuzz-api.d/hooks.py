"""What Schemathesis does beyond its own: it keeps the server at home, and looks at the frame around every answer."""

import json

import schemathesis

# The discard port: closed, and refused by the server's own guard before it would connect.
NOWHERE = "http://127.0.0.1:9/"


@schemathesis.hook
def before_call(context, case, kwargs):
    """No video is fetched from, and no callback sent to, a host that chance made up."""
    if isinstance(case.body, dict):
        for name in ("video_url", "callback_url"):
            url = case.body.get(name)
            if isinstance(url, str) and url.strip().lower().startswith("http"):
                case.body[name] = NOWHERE + url.strip()[len(NOWHERE):]


@schemathesis.check
def answers_are_framed(context, response, case):
    """A refusal is an envelope without data, whatever was refused; success has code 0; both carry the id of the header."""
    refused = response.status_code >= 400
    is_json = response.headers.get("content-type", [""])[0].startswith("application/json")
    if case.method.upper() == "HEAD" or not (refused or is_json):
        return
    frame = json.loads(response.content)
    if "openapi" in frame:
        return
    assert ("data" in frame) != refused, "data comes with success, and only with it"
    assert (frame["code"] == 0) != refused, f"code {frame['code']} under HTTP {response.status_code}"
    assert frame["message"], "the message is empty"
    assert [frame["request_id"]] == response.headers["x-request-id"], "two ids for one request"
    if case.method.upper() != case.operation.method.upper() and "{" not in case.operation.path and refused:
        assert frame["code"] == 1202, f"a wrong method has code {frame['code']}"
