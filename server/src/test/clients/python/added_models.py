"""Every CLIP call of Roboflow's published client, once for each model that was added.

Usage: added_models.py EMBEDDINGS_JSON PICTURES VERSION ..., where VERSION is NAME=ALIAS."""

import json
import os
import sys
from pathlib import Path

import numpy as np
from inference_sdk import InferenceConfiguration, InferenceHTTPClient
from inference_sdk.http.errors import HTTPCallErrorError

CLOSE = 1e-5
LONG = 400


def check(holds, claim):
    if not holds:
        raise SystemExit(f"does not hold: {claim}")


def close(answer, expected, claim):
    off = float(np.abs(np.asarray(answer) - np.asarray(expected)).max())
    check(off < CLOSE, f"{claim}: off by {off}")
    return off


def refused(call, status, words):
    try:
        call()
    except HTTPCallErrorError as error:
        check(error.status_code == status, f"{words}: status {error.status_code}")
        check(words in error.api_message, f"{words}: {error.api_message}")
        return
    raise SystemExit(f"does not hold: refused with {words}")


def vectors(client, golden, pictures, version):
    # One is longer than the model reads, which has a test of its own.
    places = [i for i, each in enumerate(golden["texts"]) if len(each["text"]) < LONG]
    texts = [golden["texts"][i]["text"] for i in places]
    expected = [golden["texts"][i]["torch"] for i in places]
    answer = client.get_clip_text_embeddings(texts, clip_version=version)
    worst = close(answer["embeddings"], expected, "texts")
    files = [str(pictures / each["crop"]) for each in golden["images"]]
    answers = client.get_clip_image_embeddings(files, clip_version=version)
    for answer, each in zip(answers, golden["images"]):
        check(set(answer) >= {"frame_id", "time", "embeddings"}, "an answer has its three keys")
        worst = max(worst, close(answer["embeddings"][0], each["torch"], each["file"]))
    compared = client.clip_compare(files[0], texts, clip_version=version)["similarity"]
    cosines = np.asarray(golden["logits_per_image"][0])[places] / 100
    return max(worst, close(compared, cosines, "compare"))


def errors(client, golden, version):
    long = next(each["text"] for each in golden["texts"] if len(each["text"]) >= LONG)
    refused(
        lambda: client.get_clip_text_embeddings(["a dog", long], clip_version=version),
        400,
        "Text input is too long",
    )
    refused(
        lambda: client.get_clip_image_embeddings("/no-such-file.jpg", clip_version=version),
        400,
        "Malformed base64 input image.",
    )
    refused(
        lambda: client.get_clip_text_embeddings("a dog", clip_version="ViT-H-14"),
        404,
        "pictor models list",
    )


def life(client, name, alias):
    def loaded(answer):
        return {model.model_id for model in answer.models}

    check(f"clip/{name}" in loaded(client.load_model(f"clip/{alias}")), "a model is loaded by alias")
    check(f"clip/{name}" in loaded(client.list_loaded_models()), "it is listed")
    check(f"clip/{name}" not in loaded(client.unload_model(f"clip/{alias}")), "and unloaded")


def main():
    golden = json.loads(Path(sys.argv[1]).read_text())
    client = InferenceHTTPClient(
        api_url=os.environ["PICTOR_URL"], api_key=os.environ["PICTOR_API_KEY"]
    )
    # In its usual way of sending the key the client sends none with unload_model.
    client.configure(InferenceConfiguration(api_key_transport="both"))
    report = {}
    for name, alias in (each.split("=") for each in sys.argv[3:]):
        for version in (name, alias):
            report[version] = vectors(client, golden, Path(sys.argv[2]), version)
            errors(client, golden, version)
        life(client, name, alias)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
