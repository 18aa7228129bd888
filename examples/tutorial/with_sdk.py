"""Every CLIP call of Roboflow's published client, unmodified, against Pictor."""

import functools
import http.server
import json
import os
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
from inference_sdk import InferenceHTTPClient
from inference_sdk.http.errors import HTTPCallErrorError
from PIL import Image

URL = os.environ.get("PICTOR_URL", "http://localhost:9001")
KEY = os.environ.get("PICTOR_API_KEY")


def check(holds, claim):
    if not holds:
        raise SystemExit(f"does not hold: {claim}")


def cosine(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def vector(answer):
    check(set(answer) >= {"frame_id", "time", "embeddings"}, "an answer has its three keys")
    return answer["embeddings"][0]


def texts(client):
    one = client.get_clip_text_embeddings("a flamingo")
    many = client.get_clip_text_embeddings(["a flamingo", "火烈鸟"] + ["a car"] * 40)
    check(len(many["embeddings"]) == 42, "one vector for each text")
    check(cosine(vector(one), many["embeddings"][0]) > 0.999, "a list gives the single vectors")


def pictures(client, folder, first, second):
    path = vector(client.get_clip_image_embeddings(str(first)))
    with Image.open(first) as opened:
        pil = opened.convert("RGB")
    # The client sends PIL pictures as JPEG of quality 75, which a small model can tell from the file.
    with tempfile.TemporaryDirectory() as scratch:
        sent = Path(scratch) / "sent.jpg"
        pil.save(sent, "JPEG")
        same = vector(client.get_clip_image_embeddings(str(sent)))
    check(cosine(same, vector(client.get_clip_image_embeddings(pil))) > 0.999, "PIL is its JPEG")
    bgr = np.asarray(pil)[:, :, ::-1].copy()
    check(cosine(path, vector(client.get_clip_image_embeddings(bgr))) > 0.98, "numpy is the file")
    pair = client.get_clip_image_embeddings([str(first), str(second)])
    check(cosine(vector(pair[0]), path) > 0.999, "a list keeps its order")
    check(cosine(vector(pair[1]), path) < 0.95, "other pictures have other vectors")
    with serving(folder) as base:
        url = vector(client.get_clip_image_embeddings(f"{base}/{first.name}"))
        check(cosine(path, url) > 0.999, "a URL is its picture")


class serving:
    """A folder over HTTP on a free port, for the client to download from."""

    def __init__(self, folder):
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *ignored):
                pass

        handler = functools.partial(Quiet, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *ignored):
        self.server.shutdown()
        self.server.server_close()


def comparisons(client, first, second):
    words = ["a photo of an animal", "a photo of a car"]
    listed = client.clip_compare(str(first), words)["similarity"]
    check(len(listed) == 2 and listed[0] > listed[1], "an animal is more animal than car")
    named = client.clip_compare(str(first), dict(zip("pq", words)))["similarity"]
    check(list(named) == ["p", "q"], "labels come back in order")
    check(abs(named["p"] - listed[0]) < 1e-3, "labels change no number")
    same = client.clip_compare(str(first), [str(first), str(second)], prompt_type="image")
    check(same["similarity"][0] > 0.999 > same["similarity"][1], "a picture equals itself")
    return listed


def service(client):
    info = client.get_server_info()
    check(info.name and info.version and info.uuid, "the server names itself")
    loaded = client.list_loaded_models()
    check(loaded.models, "a model is loaded")
    check(client.load_model(loaded.models[0].model_id).models, "a loaded model can be loaded")
    return info.name


def errors(client):
    try:
        client.get_clip_image_embeddings("/no-such-file.jpg")
    except HTTPCallErrorError as error:
        check(error.status_code == 400, "a missing file is a client's fault")
        check("Malformed base64" in error.api_message, "the reason reaches the caller")
        return error.api_message
    raise SystemExit("does not hold: a missing file is an error")


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "photos")
    animals = sorted((folder / "animals").glob("*.jpg"))
    client = InferenceHTTPClient(api_url=URL, api_key=KEY)
    texts(client)
    pictures(client, folder / "animals", animals[0], animals[1])
    report = {"compare": comparisons(client, animals[0], animals[1])}
    report["server"] = service(client)
    report["error"] = errors(client)
    for transport in ("both", "header"):
        other = InferenceHTTPClient(api_url=URL + "/", api_key=KEY)
        configured = configure(other, transport)
        texts(configured)
    print(json.dumps(report, indent=1))


def configure(client, transport):
    from inference_sdk import InferenceConfiguration

    return client.configure(InferenceConfiguration(api_key_transport=transport))


if __name__ == "__main__":
    main()
