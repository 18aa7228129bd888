"""Makes the pictures of this folder and what Pillow sees in them: pip install pillow==13.0.0 tifffile numpy"""

import io
import struct

import numpy as np
import tifffile
from PIL import Image

random = np.random.default_rng(7)
y, x = np.mgrid[0:32, 0:48]
rgb = np.stack([x * 5, y * 7, (x + y) * 3 + random.integers(0, 9, x.shape)], axis=2).astype(np.uint8)
photo = Image.fromarray(rgb)


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)
    seen = Image.open(io.BytesIO(data)).convert("RGB")
    seen.info.clear()  # or a transparent colour is kept for the PNG
    seen.save(name + ".png", optimize=True)


def encoded(image, **options):
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


def u24(value):
    return struct.pack("<I", value)[:3]


# First frames smaller than their canvas.
palette = photo.quantize(16)
for name, options in ("gif-frame-transparent.gif", {"transparency": 5}), ("gif-frame-opaque.gif", {}):
    gif = bytearray(encoded(palette, format="GIF", **options))
    gif[6:10] = struct.pack("<HH", 70, 50)
    descriptor = gif.index(b"\x2c", 13 + 3 * 16)
    gif[descriptor + 1 : descriptor + 5] = struct.pack("<HH", 11, 6)
    write(name, bytes(gif))
write("gif-frame-outgrows.gif", bytes(gif).replace(struct.pack("<HH", 70, 50), struct.pack("<HH", 40, 20), 1))


def animation(frame):
    chunks = frame[12:] if frame[12:16] != b"VP8X" else frame[12 + 18 :]
    header = u24(5) + u24(3) + u24(47) + u24(31) + u24(100) + b"\0"
    anmf = b"ANMF" + struct.pack("<I", 16 + len(chunks)) + header + chunks
    features = b"VP8X" + struct.pack("<I", 10) + b"\x12\0\0\0" + u24(69) + u24(49)
    body = b"WEBP" + features + b"ANIM" + struct.pack("<I", 6) + b"\xff\0\0\xff\0\0" + anmf * 2
    return b"RIFF" + struct.pack("<I", len(body)) + body


write("webp-frame-lossless.webp", animation(encoded(photo, format="WEBP", lossless=True)))
photo.putalpha(Image.fromarray((x * 5).astype(np.uint8)))
write("webp-frame-alpha.webp", animation(encoded(photo, format="WEBP", lossless=True, exact=True)))
photo = photo.convert("RGB")

# A JPEG whose colour is halved downwards only.
jpeg = bytearray(encoded(Image.fromarray(rgb[:32, :32]), format="JPEG", quality=90, subsampling="4:2:2"))
frame = jpeg.index(b"\xff\xc0")
assert jpeg[frame + 11] == 0x21
jpeg[frame + 11] = 0x12
write("jpeg-440.jpg", bytes(jpeg))

write("png-2bit.png", encoded(photo.quantize(4), format="PNG", bits=2))


def rle8(rows):
    out = b""
    for row in rows:
        at = 0
        while at < len(row):
            run = 1
            while run < 255 and at + run < len(row) and row[at + run] == row[at]:
                run += 1
            out += bytes([run, row[at]])
            at += run
        out += b"\0\0"
    return out + b"\0\1"


grey = (x // 12 * 60 + y // 8 * 3).astype(np.uint8)
data = rle8([bytes(row) for row in grey[::-1]])
colours = b"".join(bytes([255 - i, i, i // 2, 0]) for i in range(256))
header = struct.pack("<IiiHHIIiiII", 40, 48, 32, 1, 8, 1, len(data), 2835, 2835, 256, 0)
offset = 14 + len(header) + len(colours)
write("bmp-rle8.bmp", struct.pack("<2sIHHI", b"BM", offset + len(data), 0, 0, offset) + header + colours + data)


def tiff(*pages, **options):
    out = io.BytesIO()
    with tifffile.TiffWriter(out) as writer:
        for page in pages:
            writer.write(page, metadata=None, software=False, **options)
    return out.getvalue()


write("tiff-tiled.tiff", tiff(rgb, photometric="rgb", tile=(16, 16), compression="zlib"))
write("tiff-16bit.tiff", tiff(rgb.astype(np.uint16) * 257, photometric="rgb", compression="zlib"))
write("tiff-pages.tiff", tiff(rgb, 255 - rgb, photometric="rgb", compression="zlib"))

exif = Image.Exif()
exif[0x10F] = "Acme"
exif[0x110] = "Pinhole 3"
exif.get_ifd(0x8769)[0x9003] = "2021:07:04 12:30:15"
exif.get_ifd(0x8825).update({1: "S", 2: (33.0, 51.0, 24.4224), 3: "E", 4: (151.0, 12.0, 55.0692)})
photo.resize((8, 8)).save("../gps.jpg", exif=exif)
