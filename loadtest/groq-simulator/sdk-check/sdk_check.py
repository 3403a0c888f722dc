"""Uses Groq's and OpenAI's official clients against the simulator: what they understand, a real client will.

    sdk_check.py http://127.0.0.1:PORT
"""

import functools
import json
import re
import sys
import time
import traceback
import urllib.request

import groq
import openai

URL = sys.argv[1]
MODEL = "openai/gpt-oss-20b"
SCHEMA = {
    "type": "object",
    "properties": {"analyses": {"type": "array", "items": {"type": "string"}}},
    "required": ["analyses"],
    "additionalProperties": False,
}
CHECKS = []


def check(function):
    """One check, run with each of the two libraries on a simulator without limits and faults."""
    CHECKS.append(function)
    return function


def post(path, value):
    body = json.dumps(value).encode()
    with urllib.request.urlopen(urllib.request.Request(URL + path, data=body, method="POST")) as reply:
        return json.load(reply)


def stats():
    with urllib.request.urlopen(URL + "/stats") as reply:
        return json.load(reply)


def control(**settings):
    post("/control", settings)


def start_anew():
    control(
        limits={"rpm": None, "rpd": None, "tpm": None, "tpd": None, "refill": "continuous"},
        latency={"call_ms": 0, "output_token_ms": 0},
        faults={"rates": {}, "calls": {}, "retry_after_s": 1},
        key=None,
        max_body_bytes=1 << 24,
    )
    # Another way of refilling and back: the limits forget what was charged.
    control(limits={"refill": "fixed"})
    control(limits={"refill": "continuous"})
    post("/stats/reset", {})


@functools.cache
def client(library, retries=0, **options):
    """Making one takes longer than most checks."""
    if library is groq:
        return groq.Groq(api_key="key", base_url=URL, max_retries=retries, **options)
    return openai.OpenAI(api_key="key", base_url=URL + "/openai/v1", max_retries=retries, **options)


def pack(*texts):
    documents = [{"id": f"d{number}", "text": text} for number, text in enumerate(texts)]
    return json.dumps({"task": "analyze", "options": {}, "documents": documents})


def ask(resource, content="Say something.", **options):
    messages = [{"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": content}]
    options = {"model": MODEL, "max_completion_tokens": 1000} | options
    return resource.chat.completions.create(messages=messages, **options)


def fails(expected, library, retries=0, **options):
    """The error that the client makes of the answer."""
    try:
        ask(client(library, retries), **options)
    except expected as error:
        return error
    raise AssertionError(f"no {expected.__name__}")


def details(error):
    """The error object: Groq's client hands out what surrounds it."""
    return error.body.get("error", error.body)


@check
def answers_a_pack(library):
    reply = ask(
        client(library),
        pack("Bees dance. They tell marker-a1 where.", "Ants smell marker-b2 things."),
        response_format={"type": "json_object"},
    )
    assert reply.object == "chat.completion" and reply.model == MODEL and reply.id.startswith("chatcmpl-")
    assert abs(reply.created - time.time()) < 60
    choice = reply.choices[0]
    assert choice.finish_reason == "stop" and choice.message.role == "assistant"
    first, second = json.loads(choice.message.content)["analyses"]
    assert first["id"] == "d0" and "marker-a1" in first["summary"] and first["anchor"].startswith("Bees dance.")
    assert second["id"] == "d1" and "marker-b2" in second["summary"]


@check
def reports_usage(library):
    control(latency={"call_ms": 5, "output_token_ms": 0.01})
    reply = ask(client(library), pack("Bees dance."), reasoning_effort="high")
    usage = reply.usage
    assert usage.prompt_tokens > 10 and usage.completion_tokens > usage.completion_tokens_details.reasoning_tokens > 0
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert usage.prompt_tokens_details.cached_tokens == 0
    if library is groq:
        assert usage.queue_time > 0 and usage.completion_time > 0
        assert abs(usage.total_time - usage.prompt_time - usage.completion_time) < 1e-9
        assert reply.x_groq.id.startswith("req_")
    seen = stats()
    assert (seen["prompt_tokens"], seen["completion_tokens"]) == (usage.prompt_tokens, usage.completion_tokens)


@check
def thinks_less_with_low_effort(library):
    tokens = [
        ask(client(library), reasoning_effort=effort).usage.completion_tokens_details.reasoning_tokens
        for effort in ("low", "medium", "high")
    ]
    assert tokens == sorted(set(tokens)), tokens


@check
def cuts_long_answers(library):
    reply = ask(client(library), pack("Bees dance. " * 30), max_completion_tokens=60, reasoning_effort="low")
    assert reply.choices[0].finish_reason == "length" and reply.usage.completion_tokens == 60


@check
def takes_a_strict_schema(library):
    def with_schema(schema):
        form = {"name": "analyses", "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": form}}

    assert json.loads(ask(client(library), pack("Bees dance."), **with_schema(SCHEMA)).choices[0].message.content)
    error = fails(library.BadRequestError, library, **with_schema(SCHEMA | {"required": []}))
    assert "required" in details(error)["message"]


@check
def refuses_a_bad_key(library):
    control(key="another")
    error = fails(library.AuthenticationError, library)
    assert error.status_code == 401 and details(error)["code"] == "invalid_api_key"


@check
def refuses_an_unknown_model(library):
    error = fails(library.NotFoundError, library, model="llama-3.1-8b-instant")
    assert error.status_code == 404 and details(error)["code"] == "model_not_found"


@check
def refuses_what_it_does_not_support(library):
    for options in ({"n": 2}, {"stream": True}, {"logprobs": True}, {"max_completion_tokens": 65537}):
        error = fails(library.BadRequestError, library, **options)
        assert details(error)["type"] == "invalid_request_error", options


@check
def refuses_too_long_a_context(library):
    error = fails(library.BadRequestError, library, content="word " * 131_072)
    assert details(error)["code"] == "context_length_exceeded"


@check
def refuses_a_large_body_without_retry(library):
    control(max_body_bytes=100)
    error = fails(library.APIStatusError, library, retries=2)
    assert error.status_code == 413 and details(error)["code"] == "request_too_large"
    assert stats()["calls"] == 1


@check
def refuses_more_than_a_minute_grants_without_retry(library):
    control(limits={"tpm": 900})
    error = fails(library.APIStatusError, library, retries=2)
    assert error.status_code == 413
    assert details(error)["code"] == "rate_limit_exceeded" and details(error)["type"] == "tokens"
    assert re.search(r"Request too large .*\(TPM\): Limit 900, Requested 1\d\d\d", details(error)["message"])
    assert stats()["calls"] == 1 and stats()["charged_tokens"] == 0


@check
def limits_tokens(library):
    control(limits={"tpm": 1200}, latency={"call_ms": 0})
    raw = ask(client(library).with_raw_response, max_completion_tokens=1000)
    assert raw.headers["x-ratelimit-limit-tokens"] == "1200"
    assert int(raw.headers["x-ratelimit-remaining-tokens"]) < 200
    assert re.fullmatch(r"(\d+m)?\d+(\.\d+)?s", raw.headers["x-ratelimit-reset-tokens"])
    assert raw.headers["x-request-id"].startswith("req_") and "x-ratelimit-limit-requests" not in raw.headers
    error = fails(library.RateLimitError, library, max_completion_tokens=1150)
    message = details(error)["message"]
    wait = re.search(r"TPM\): Limit 1200, Used \d+, Requested 11\d\d. Please try again in ([\d.]+)s", message)
    assert wait, message
    retry_after = int(error.response.headers["retry-after"])
    assert retry_after - 1 < float(wait[1]) <= retry_after
    assert details(error)["type"] == "tokens" and details(error)["code"] == "rate_limit_exceeded"


@check
def limits_requests(library):
    control(limits={"rpd": 2})
    assert ask(client(library).with_raw_response).headers["x-ratelimit-remaining-requests"] == "1"
    assert ask(client(library).with_raw_response).headers["x-ratelimit-remaining-requests"] == "0"
    error = fails(library.RateLimitError, library)
    assert details(error)["type"] == "requests" and "requests per day (RPD)" in details(error)["message"]
    assert int(error.response.headers["retry-after"]) > 40_000


@check
def waits_as_told_after_a_429(library):
    control(faults={"calls": {"429": [1]}})
    before = time.monotonic()
    ask(client(library, retries=1))
    assert time.monotonic() - before >= 1
    assert stats()["by_status"] == {"200": 1, "429": 1}


@check
def is_asked_again_after_a_server_error(library):
    control(faults={"calls": {"5xx": [1]}})
    ask(client(library, retries=1))
    seen = stats()
    assert seen["calls"] == 2 and seen["admitted"] == 1 and seen["faults"] == {"5xx": 1}
    control(faults={"calls": {"5xx": list(range(3, 33))}})
    statuses = {fails(library.InternalServerError, library).status_code for _ in range(30)}
    assert statuses == {500, 502, 503}, statuses


@check
def is_not_asked_again_without_capacity(library):
    control(faults={"calls": {"498": [1]}})
    error = fails(library.APIStatusError, library, retries=2)
    assert error.status_code == 498 and details(error)["code"] == "capacity_exceeded"
    assert stats()["calls"] == 1


@check
def fails_to_make_json(library):
    control(faults={"calls": {"400": [1]}})
    error = fails(library.BadRequestError, library, content=pack("Bees dance."))
    assert details(error)["code"] == "json_validate_failed" and details(error)["failed_generation"]
    assert stats()["charged_tokens"] > 0


@check
def cuts_the_connection(library):
    control(faults={"calls": {"cut": [1], "cutbody": [2]}})
    fails(library.APIConnectionError, library)
    try:
        ask(client(library))
    except (library.APIConnectionError, *transport_errors(library)):
        pass
    else:
        raise AssertionError("half an answer was taken for a whole one")
    assert stats()["by_status"] == {"cut": 2}


def transport_errors(library):
    """What reading the body throws in the client's own HTTP library."""
    return [sys.modules[name].TransportError for name in ("httpx", "httpx2") if name in sys.modules]


@check
def hangs_until_the_client_leaves(library):
    control(faults={"calls": {"hang": [1]}})
    try:
        ask(client(library, timeout=0.5))
    except library.APITimeoutError:
        pass
    else:
        raise AssertionError("a hanging call was answered")
    deadline = time.monotonic() + 10
    while stats()["in_flight"] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert stats()["by_status"] == {"abandoned": 1}


@check
def lists_models(library):
    models = client(library).models
    ids = [model.id for model in models.list().data]
    assert MODEL in ids and len(ids) == 3
    model = models.retrieve(MODEL)
    assert model.id == MODEL and model.object == "model" and model.owned_by == "openai"
    try:
        models.retrieve("gone")
    except library.NotFoundError as error:
        assert details(error)["code"] == "model_not_found"
    else:
        raise AssertionError("an unknown model was found")


def main():
    failures = 0
    for function in CHECKS:
        for library in (groq, openai):
            start_anew()
            try:
                function(library)
            except Exception:
                failures += 1
                print(f"FAILED  {library.__name__}: {function.__name__}", file=sys.stderr)
                traceback.print_exc()
    print(f"{len(CHECKS)} checks with groq {groq.__version__} and openai {openai.__version__}: {failures} failed")
    sys.exit(1 if failures else 0)


main()
