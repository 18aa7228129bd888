"""The Python peer: the CLIP routes of Roboflow Inference with FastAPI, Pillow, tokenizers and ONNX Runtime.

    peer.py MODEL_FOLDER PORT [--draft] [--spinning]

One process, one session for each tower with two threads, pictures decoded and resized on two threads beside the event loop,
runs of a tower one after the other. Threads of a session wait without spinning, because those that decode need the cores; --spinning
leaves it at the default of ONNX Runtime, which is slower here. With --draft JPEGs are decoded at a reduced scale, which Pillow offers and no CLIP server
in Python is known to use: vectors then differ a little from the reference's.
"""

import argparse
import asyncio
import base64
import io
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import orjson
import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from PIL import Image, ImageOps, UnidentifiedImageError
from tokenizers import Tokenizer

SIZE = 224
CONTEXT = 77
THREADS = 2
MEAN = np.array([0.48145466, 0.4578275, 0.40821073], np.float32)
STD = np.array([0.26862954, 0.26130258, 0.27577711], np.float32)
SCALE = 1 / (255 * STD)
SHIFT = MEAN / STD


def session(path, spinning):
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spinning else "0")
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class Clip:
    """Both towers. What is asked of it waits in the pools' queues."""

    def __init__(self, folder, draft, spinning):
        self.vision = session(folder / "onnx" / "vision_model.onnx", spinning)
        self.text = session(folder / "onnx" / "text_model.onnx", spinning)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.draft = draft
        self.preparing = ThreadPoolExecutor(THREADS)
        self.running = ThreadPoolExecutor(1)

    def prepared(self, encoded):
        """[3, SIZE, SIZE] of a base64 text."""
        with Image.open(io.BytesIO(base64.b64decode(encoded))) as opened:
            if self.draft:
                opened.draft("RGB", (SIZE, SIZE))
            picture = ImageOps.exif_transpose(opened).convert("RGB")
        ratio = SIZE / min(picture.size)
        width, height = (SIZE if side == min(picture.size) else int(side * ratio) for side in picture.size)
        picture = picture.resize((width, height), Image.Resampling.BICUBIC)
        left, top = round((width - SIZE) / 2), round((height - SIZE) / 2)
        pixels = np.asarray(picture.crop((left, top, left + SIZE, top + SIZE)), dtype=np.float32)
        return (pixels * SCALE - SHIFT).transpose(2, 0, 1)

    async def images(self, values):
        loop = asyncio.get_running_loop()
        pixels = await asyncio.gather(*(loop.run_in_executor(self.preparing, self.prepared, value) for value in values))

        def run():
            return self.vision.run(["image_embeds"], {"pixel_values": np.stack(pixels)})[0]

        return await loop.run_in_executor(self.running, run)

    async def texts(self, texts):
        """Texts of one length run together; filled up to another's length they would cost more."""
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        if any(len(ids) > CONTEXT for ids in tokens):
            raise HTTPException(400, "a text is too long")
        vectors = [None] * len(texts)

        def run():
            for length in set(map(len, tokens)):
                places = [i for i, ids in enumerate(tokens) if len(ids) == length]
                ids = np.array([tokens[i] for i in places], dtype=np.int64)
                for place, vector in zip(places, self.text.run(["text_embeds"], {"input_ids": ids})[0]):
                    vectors[place] = vector
            return np.stack(vectors)

        return await asyncio.get_running_loop().run_in_executor(self.running, run)


def application(clip):
    app = FastAPI()

    def answer(started, vectors):
        body = {"inference_id": None, "frame_id": None, "time": time.perf_counter() - started, "embeddings": vectors}
        return Response(orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")

    @app.get("/healthz")
    async def health():
        return {"status": "healthy"}

    @app.post("/clip/embed_image")
    async def embed_image(request: Request):
        started = time.perf_counter()
        images = orjson.loads(await request.body())["image"]
        values = [image["value"] for image in (images if isinstance(images, list) else [images])]
        try:
            return answer(started, await clip.images(values))
        except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError) as e:
            raise HTTPException(400, f"image: {e}") from e

    @app.post("/clip/embed_text")
    async def embed_text(request: Request):
        started = time.perf_counter()
        texts = orjson.loads(await request.body())["text"]
        return answer(started, await clip.texts([texts] if isinstance(texts, str) else texts))

    return app


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--draft", action="store_true")
    parser.add_argument("--spinning", action="store_true")
    options = parser.parse_args()
    uvicorn.run(application(Clip(options.folder, options.draft, options.spinning)), host="127.0.0.1", port=options.port, loop="uvloop",
                http="httptools", log_level="warning", access_log=False)


main()
