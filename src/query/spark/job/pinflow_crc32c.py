"""CRC-32C of many bytes at once in Python alone: polynomials over GF(2) as large integers.

A text of n bits is folded in halves, high * x^k + low, until few bits are left. That is some shifts
of large integers for each fold, hundreds of times quicker than a table for each byte.
"""
POLYNOMIAL = 0x11EDC6F41
MIRRORED = bytes(int(format(byte, "08b")[::-1], 2) for byte in range(256))
_powers = {}


def remainder(number):
    """Of a polynomial of few bits."""
    while number.bit_length() > 32:
        number ^= POLYNOMIAL << (number.bit_length() - 33)
    return number


def power(exponent):
    """The bits of x^exponent mod the polynomial; of a power of two by squaring."""
    if exponent not in _powers:
        value, at = 2, 1
        while at < exponent:
            square = 0
            for bit in range(32):
                if value >> bit & 1:
                    square |= 1 << (2 * bit)
            value, at = remainder(square), at * 2
        _powers[exponent] = [bit for bit in range(32) if value >> bit & 1]
    return _powers[exponent]


def crc32c(data):
    bits = len(data) * 8
    number = int.from_bytes(data.translate(MIRRORED), "big") << 32
    number ^= 0xFFFFFFFF << bits  # The register starts with ones.
    while number.bit_length() > 64:
        half = 1 << max(6, (number.bit_length() // 2 - 1).bit_length() - 1)
        high = number >> half
        number &= (1 << half) - 1
        for bit in power(half):
            number ^= high << bit
    value = remainder(number)
    return int(format(value, "032b")[::-1], 2) ^ 0xFFFFFFFF
