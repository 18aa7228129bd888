"""Makes NAME.bilinear-squash.png, NAME.bicubic-256-224.png and NAME.bilinear-256-256.png from ../images, with Pillow as torchvision's transforms use it."""

from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent


def cropped(image, side, size, kernel):
    width, height = image.size
    short = min(width, height)
    scaled = image.resize((int(side * width / short), int(side * height / short)), kernel)
    left, top = (round((full - size) / 2) for full in scaled.size)
    return scaled.crop((left, top, left + size, top + size))


for name in ("photo_444_640x480.jpg", "checker7_333x500.png", "tiny_2x3.png"):
    picture = Image.open(HERE.parent / "images" / name).convert("RGB")
    picture.resize((224, 224), Image.BILINEAR).save(HERE / f"{name}.bilinear-squash.png")
    cropped(picture, 256, 224, Image.BICUBIC).save(HERE / f"{name}.bicubic-256-224.png")
    cropped(picture, 256, 256, Image.BILINEAR).save(HERE / f"{name}.bilinear-256-256.png")
