//! H.264 by hand: pictures of one colour as I_PCM macroblocks (ITU-T H.264, 7.3), so that no encoder is needed.

/// Writes bits, most significant first.
#[derive(Default)]
pub struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    pub fn bits(mut self, value: u64, count: u32) -> Bits {
        for at in (0..count).rev() {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let bit = (value >> at & 1) as u8;
            *self.bytes.last_mut().unwrap() |= bit << (7 - self.used % 8);
            self.used += 1;
        }
        self
    }

    /// An Exp-Golomb code.
    pub fn ue(self, value: u64) -> Bits {
        let length = 63 - (value + 1).leading_zeros();
        self.bits(0, length).bits(value + 1, length + 1)
    }

    fn aligned(self) -> Bits {
        let rest = (8 - self.used % 8) % 8;
        self.bits(0, rest)
    }

    fn raw(mut self, bytes: &[u8]) -> Bits {
        self.bytes.extend_from_slice(bytes);
        self.used += 8 * bytes.len() as u32;
        self
    }

    /// The NAL unit of this kind, with its stop bit and its escapes.
    pub fn nal(self, kind: u8) -> Vec<u8> {
        let mut nal = vec![kind];
        let mut zeros = 0;
        for byte in self.bits(1, 1).aligned().bytes {
            if zeros >= 2 && byte <= 3 {
                nal.push(3);
                zeros = 0;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            nal.push(byte);
        }
        nal
    }
}

/// A sequence parameter set for pictures of so many macroblocks; `refs` is how many reference frames it claims.
pub fn sps(across: u64, down: u64, refs: u64) -> Vec<u8> {
    sps_head(across, down, refs).bits(0, 1).nal(0x67)
}

/// The same with a VUI whose numbers run over.
pub fn sps_overflowing() -> Vec<u8> {
    let vui = sps_head(1, 1, 1).bits(1, 1).bits(1, 1).bits(255, 8).bits(0xffff, 16).bits(0xffff, 16);
    let timing = vui.bits(0, 3).bits(1, 1).bits(0xffff_ffff, 32).bits(0xffff_ffff, 32).bits(1, 1);
    timing.bits(1, 1).ue(0xffff_fffe).bits(u64::MAX, 64).bits(u64::MAX, 64).nal(0x67)
}

fn sps_head(across: u64, down: u64, refs: u64) -> Bits {
    let head = Bits::default().bits(66, 8).bits(0xc0, 8).bits(51, 8).ue(0).ue(0).ue(2).ue(refs).bits(0, 1);
    head.ue(across - 1).ue(down - 1).bits(1, 1).bits(1, 1).bits(0, 1)
}

pub fn pps() -> Vec<u8> {
    let head = Bits::default().ue(0).ue(0).bits(0, 2).ue(0).ue(0).ue(0).bits(0, 3);
    head.ue(0).ue(0).ue(0).bits(0, 3).nal(0x68)
}

/// An IDR picture of so many macroblocks, all of this grey, that begins at macroblock `first`.
pub fn picture(number: usize, macroblocks: usize, grey: u8, first: u64) -> Vec<u8> {
    let head = Bits::default().ue(first).ue(7).ue(0).bits(0, 4).ue(number as u64 % 2).bits(0, 2).ue(0);
    let slice = (0..macroblocks).fold(head, |slice, _| slice.ue(25).aligned().raw(&[grey; 384]));
    slice.nal(0x65)
}
