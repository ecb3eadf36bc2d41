//! A page to draw on: pixels, a clock across the page, and PNG bytes at the end.

use embedded_graphics::mono_font::{MonoTextStyle, ascii::FONT_6X10, ascii::FONT_9X15_BOLD};
use embedded_graphics::pixelcolor::Rgb888;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::{Circle, Line, PrimitiveStyle, Rectangle};
use embedded_graphics::text::{Baseline, Text};

/// A colour.
pub type Ink = Rgb888;

/// The page. Drawing outside it is allowed and lost.
pub struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

/// A rectangle of the page in which time runs from left to right.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    /// Left edge, pixels.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
    /// Seconds across the width.
    pub seconds: f64,
}

impl Lane {
    /// The column of a time.
    pub fn column(&self, t: f64) -> i32 {
        self.x + libm::round(t / self.seconds * f64::from(self.width)) as i32
    }
}

impl Canvas {
    /// An empty page.
    pub fn new(width: u32, height: u32, paper: Ink) -> Canvas {
        let pixels = [paper.r(), paper.g(), paper.b()].repeat((width * height) as usize);
        Canvas { width, height, pixels }
    }

    /// Sets one pixel.
    pub fn dot(&mut self, x: i32, y: i32, ink: Ink) {
        if x >= 0 && y >= 0 && (x as u32) < self.width && (y as u32) < self.height {
            let at = 3 * (y as usize * self.width as usize + x as usize);
            self.pixels[at..at + 3].copy_from_slice(&[ink.r(), ink.g(), ink.b()]);
        }
    }

    /// A straight line.
    pub fn line(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink) {
        let line = Line::new(Point::new(from.0, from.1), Point::new(to.0, to.1));
        line.into_styled(PrimitiveStyle::with_stroke(ink, 1))
            .draw(self)
            .unwrap_or_else(|never| match never {});
    }

    /// A filled rectangle.
    pub fn fill(&mut self, at: (i32, i32), size: (u32, u32), ink: Ink) {
        let area = Rectangle::new(Point::new(at.0, at.1), Size::new(size.0, size.1));
        area.into_styled(PrimitiveStyle::with_fill(ink)).draw(self).unwrap_or_else(|never| match never {});
    }

    /// The outline of a rectangle between two corners.
    pub fn outline(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink) {
        let area = Rectangle::with_corners(Point::new(from.0, from.1), Point::new(to.0, to.1));
        let styled = area.into_styled(PrimitiveStyle::with_stroke(ink, 1));
        styled.draw(self).unwrap_or_else(|never| match never {});
    }

    /// A circle around a point.
    pub fn ring(&mut self, middle: (i32, i32), radius: u32, ink: Ink) {
        let circle = Circle::with_center(Point::new(middle.0, middle.1), 2 * radius + 1);
        let styled = circle.into_styled(PrimitiveStyle::with_stroke(ink, 2));
        styled.draw(self).unwrap_or_else(|never| match never {});
    }

    /// Small text, its upper left corner at `at`. Letters outside ASCII become question marks.
    pub fn text(&mut self, at: (i32, i32), text: &str, ink: Ink) {
        self.write(at, text, MonoTextStyle::new(&FONT_6X10, ink));
    }

    /// Larger text.
    pub fn title(&mut self, at: (i32, i32), text: &str, ink: Ink) {
        self.write(at, text, MonoTextStyle::new(&FONT_9X15_BOLD, ink));
    }

    fn write(&mut self, at: (i32, i32), text: &str, style: MonoTextStyle<'_, Ink>) {
        let point = Point::new(at.0, at.1);
        let text = Text::with_baseline(text, point, style, Baseline::Top);
        text.draw(self).map(|_| ()).unwrap_or_else(|never| match never {});
    }

    /// The page as a PNG file.
    pub fn into_png(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().expect("a vector takes every byte");
        writer.write_image_data(&self.pixels).expect("there are as many pixels as the header says");
        writer.finish().expect("a vector takes every byte");
        bytes
    }
}

impl OriginDimensions for Canvas {
    fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }
}

impl DrawTarget for Canvas {
    type Color = Ink;
    type Error = core::convert::Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Ink>>>(&mut self, pixels: I) -> Result<(), Self::Error> {
        pixels.into_iter().for_each(|Pixel(point, ink)| self.dot(point.x, point.y, ink));
        Ok(())
    }
}
