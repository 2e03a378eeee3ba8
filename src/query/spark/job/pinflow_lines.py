"""An object's bytes as lines."""
import zlib

UNPACKED_BYTES_MAX = 1 << 30


class Damaged(Exception):
    """An object that gives no lines."""


def unpack(name, data):
    """The lines of an object; its name says whether they are packed."""
    if name.endswith(".gz"):
        lines = bytearray()
        while data:
            unpacker = zlib.decompressobj(31)
            try:
                lines += unpacker.decompress(data, UNPACKED_BYTES_MAX - len(lines) + 1)
            except zlib.error as error:
                raise Damaged("damaged: " + str(error)) from None
            if len(lines) > UNPACKED_BYTES_MAX:
                raise Damaged("holds more than %d bytes unpacked" % UNPACKED_BYTES_MAX)
            if not unpacker.eof:
                raise Damaged("damaged: it ends too early")
            data = unpacker.unused_data
        return bytes(lines)
    if name.endswith(".zst"):
        try:
            import zstandard
        except ImportError:
            raise Damaged("packed by zstd: the workers' Python has no package zstandard") from None
        try:
            reader = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True)
            lines = reader.read(UNPACKED_BYTES_MAX + 1)
        except zstandard.ZstdError as error:
            raise Damaged("damaged: " + str(error)) from None
        if len(lines) > UNPACKED_BYTES_MAX:
            raise Damaged("holds more than %d bytes unpacked" % UNPACKED_BYTES_MAX)
        return lines
    return data


def lines_of(text):
    """Without their ends; the last one may lack its own."""
    lines = text.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return lines
