"""What every error that a user meets must be: one sentence, on one line, without a key."""


def sentence_of(caught, *, without=()):
    """Return the text of a caught error after checking its form."""
    text = str(caught.value)
    assert "\n" not in text
    assert "Traceback" not in text
    assert 20 < len(text) < 420
    for secret in without:
        assert secret not in text
    return text
