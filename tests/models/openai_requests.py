"""The chat and embeddings requests that OpenAI's API accepts, refused in its words otherwise.

Source: https://platform.openai.com/docs/api-reference
"""

import json
import re

from models.openai_schemas import RefusedError, check_schema

MOST_DIMS = 1536
_MOST_INPUTS = 2048
_NUMBER = (int, float)
_CHAT_PARAMETERS = {
    "model": str,
    "messages": list,
    "temperature": _NUMBER,
    "top_p": _NUMBER,
    "n": int,
    "stream": bool,
    "stream_options": dict,
    "stop": (str, list),
    "max_tokens": int,
    "max_completion_tokens": int,
    "presence_penalty": _NUMBER,
    "frequency_penalty": _NUMBER,
    "logit_bias": dict,
    "logprobs": bool,
    "top_logprobs": int,
    "user": str,
    "seed": int,
    "tools": list,
    "tool_choice": (str, dict),
    "parallel_tool_calls": bool,
    "response_format": dict,
    "reasoning_effort": str,
    "metadata": dict,
    "store": bool,
    "service_tier": str,
    "verbosity": str,
    "prompt_cache_key": str,
    "safety_identifier": str,
}
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_REASONING = re.compile(r"o\d|gpt-5")


def check_chat(body):
    """Raise `RefusedError` for a body that the real server refuses with a 400."""
    for name, value in body.items():
        if name not in _CHAT_PARAMETERS:
            raise RefusedError(
                f"Unknown parameter: '{name}'.", code="unknown_parameter", param=name
            )
        if value is not None:
            _typed(name, value, _CHAT_PARAMETERS[name])
    if "messages" not in body:
        raise RefusedError(
            "Missing required parameter: 'messages'.",
            code="missing_required_parameter",
            param="messages",
        )
    if _REASONING.match(body["model"]) and body.get("temperature") not in (None, 1):
        raise RefusedError(
            f"Unsupported value: 'temperature' does not support {body['temperature']} with this "
            "model. Only the default (1) value is supported.",
            code="unsupported_value",
            param="temperature",
        )
    if not 0 <= (body.get("temperature") or 0) <= 2:
        raise RefusedError("Invalid 'temperature': expected a value between 0 and 2.")
    if body.get("stream_options") is not None and not body.get("stream"):
        raise RefusedError(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            param="stream_options",
        )
    _check_messages(body["messages"])
    _check_tools(body)
    _check_response_format(body)


def _typed(name, value, kinds):
    wrong_bool = isinstance(value, bool) and kinds is not bool
    if wrong_bool or not isinstance(value, kinds):
        expected = getattr(kinds, "__name__", None) or " or ".join(k.__name__ for k in kinds)
        raise RefusedError(
            f"Invalid type for '{name}': expected {expected}, but got "
            f"{type(value).__name__} instead.",
            code="invalid_type",
            param=name,
        )


def _check_messages(messages):
    if not messages:
        raise RefusedError(
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an "
            "empty array instead.",
            code="empty_array",
            param="messages",
        )
    open_calls = []
    for index, message in enumerate(messages):
        at = f"messages[{index}]"
        _typed(at, message, dict)
        role = message.get("role")
        if role not in ("system", "developer", "user", "assistant", "tool"):
            raise RefusedError(f"Invalid value: '{role}' for '{at}.role'.", code="invalid_value")
        if role == "tool":
            if message.get("tool_call_id") not in open_calls:
                raise RefusedError(
                    "Invalid parameter: messages with role 'tool' must be a response to a "
                    "preceeding message with 'tool_calls'.",
                    param=f"{at}.role",
                )
            open_calls.remove(message["tool_call_id"])
        elif open_calls:
            _unanswered(open_calls)
        if role == "assistant":
            open_calls = [call["id"] for call in message.get("tool_calls") or ()]
        _check_content(at, message, optional=bool(open_calls))
    if open_calls:
        _unanswered(open_calls)


def _unanswered(calls):
    raise RefusedError(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to "
        "each 'tool_call_id'. The following tool_call_ids did not have response messages: "
        f"{', '.join(calls)}",
        param="messages",
    )


def _check_content(at, message, *, optional):
    content = message.get("content")
    if isinstance(content, str) or (content is None and (optional or message.get("refusal"))):
        return
    _typed(f"{at}.content", content, (str, list))
    for number, part in enumerate(content):
        if not isinstance(part, dict) or part.get("type") not in ("text", "image_url", "refusal"):
            raise RefusedError(
                f"Invalid value for '{at}.content[{number}].type'.", code="invalid_value"
            )
        if part["type"] == "text":
            _typed(f"{at}.content[{number}].text", part.get("text"), str)


def _check_tools(body):
    tools, names = body.get("tools"), []
    for dependent in ("tool_choice", "parallel_tool_calls"):
        if tools is None and body.get(dependent) is not None:
            raise RefusedError(
                f"Invalid value for '{dependent}': '{dependent}' is only allowed when 'tools' "
                "are specified.",
                param=dependent,
            )
    if tools == []:
        raise RefusedError("Invalid 'tools': empty array.", code="empty_array", param="tools")
    for index, tool in enumerate(tools or ()):
        at = f"tools[{index}].function"
        if tool.get("type") != "function" or not isinstance(tool.get("function"), dict):
            raise RefusedError(f"Missing required parameter: '{at}'.", param=at)
        function = tool["function"]
        names.append(_name(at, function.get("name")))
        what = f"function '{function['name']}'"
        param = f"{at}.parameters"
        check_schema(
            function.get("parameters", {"type": "object", "properties": {}}),
            what,
            strict=bool(function.get("strict")),
            param=param,
        )
    choice = body.get("tool_choice")
    if isinstance(choice, str) and choice not in ("none", "auto", "required"):
        raise RefusedError(f"Invalid value: '{choice}'.", code="invalid_value", param="tool_choice")
    if isinstance(choice, dict) and choice.get("function", {}).get("name") not in names:
        raise RefusedError(
            "Tool choice 'function' not found in 'tools' parameter.", param="tool_choice"
        )


def _check_response_format(body):
    form = body.get("response_format")
    if form is None or form.get("type") == "text":
        return
    if form.get("type") == "json_object":
        if "json" not in json.dumps(body["messages"]).casefold():
            raise RefusedError(
                "'messages' must contain the word 'json' in some form, to use 'response_format' "
                "of type 'json_object'.",
                param="messages",
            )
        return
    if form.get("type") != "json_schema" or not isinstance(form.get("json_schema"), dict):
        raise RefusedError(
            "Missing required parameter: 'response_format.json_schema'.", param="response_format"
        )
    definition = form["json_schema"]
    if unknown := set(definition) - {"name", "description", "schema", "strict"}:
        raise RefusedError(
            f"Unknown parameter: 'response_format.json_schema.{min(unknown)}'.",
            code="unknown_parameter",
        )
    name = _name("response_format.json_schema", definition.get("name"))
    check_schema(
        definition.get("schema"),
        f"response_format '{name}'",
        strict=bool(definition.get("strict")),
        param="response_format",
    )


def _name(at, name):
    _typed(f"{at}.name", name, str)
    if not _NAME.fullmatch(name):
        raise RefusedError(
            f"Invalid '{at}.name': string does not match pattern. Expected a string that matches "
            "the pattern '^[a-zA-Z0-9_-]{1,64}$'.",
            code="invalid_value",
            param=f"{at}.name",
        )
    return name


def check_key(key, header):
    """Raise `RefusedError` with a 401 unless `header` is the Authorization for `key`."""
    if key is None:
        return
    if not header:
        raise RefusedError(
            "You didn't provide an API key. You need to provide your API key in an Authorization "
            "header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
            status=401,
        )
    if header != f"Bearer {key}":
        raise RefusedError(
            f"Incorrect API key provided: {header.removeprefix('Bearer ')}. You can find your API "
            "key at https://platform.openai.com/account/api-keys.",
            status=401,
            code="invalid_api_key",
        )


def check_body(body, models):
    """Raise `RefusedError` unless `body` is a JSON object that names one of `models`."""
    if not isinstance(body, dict):
        raise RefusedError(
            "We could not parse the JSON body of your request. (HINT: This likely means you "
            "aren't using your HTTP library correctly.)"
        )
    if (model := body.get("model")) is None:
        raise RefusedError("you must provide a model parameter")
    _typed("model", model, str)
    if model not in models:
        raise RefusedError(
            f"The model `{model}` does not exist or you do not have access to it.",
            status=404,
            code="model_not_found",
        )


def check_embeddings(body):
    """Raise `RefusedError` for an embeddings request that the real server refuses."""
    known = {"model", "input", "encoding_format", "dimensions", "user"}
    if unknown := set(body) - known:
        raise RefusedError(f"Unknown parameter: '{min(unknown)}'.", code="unknown_parameter")
    if body.get("encoding_format", "float") not in ("float", "base64"):
        raise RefusedError(f"Invalid value: '{body['encoding_format']}'.", param="encoding_format")
    dims = body.get("dimensions", MOST_DIMS)
    _typed("dimensions", dims, int)
    if not 1 <= dims <= MOST_DIMS:
        raise RefusedError(f"Invalid value for 'dimensions' = {dims}.", param="dimensions")
    given = body.get("input")
    rows = given if isinstance(given, list) else [given]
    listed = isinstance(given, (str, list))
    texts = all(isinstance(row, str) and row for row in rows)
    tokens = all(type(row) is int for row in rows)
    lists = all(isinstance(row, list) and row for row in rows)
    if not (listed and 1 <= len(rows) <= _MOST_INPUTS and (texts or tokens or lists)):
        raise RefusedError("'$.input' is invalid. Please check the API reference.", param="input")
