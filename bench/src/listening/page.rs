//! The listening sheets on the disk: a picture a sound, contact sheets of twelve, and a page that shows them all.

use super::panel::{Panel, contact_sheets};
use anyhow::{Context, Result};
use std::fmt::Write;
use std::path::Path;

/// Size of a picture of its own, pixels.
const ALONE: (u32, u32) = (1_200, 460);

/// Writes the pictures of `panels` and `index.html` into a folder.
///
/// # Errors
/// When it cannot be written.
pub fn write(folder: &Path, title: &str, panels: &[Panel]) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let mut html = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>{title}</title>\
         <style>body{{background:#121216;color:#cdcdd2;font:14px sans-serif}}img{{max-width:100%}}</style><h1>{title}</h1>\n"
    );
    for (i, png) in contact_sheets(panels).into_iter().enumerate() {
        let name = format!("contact-{:02}.png", i + 1);
        std::fs::write(folder.join(&name), png)?;
        let _ = writeln!(html, "<p><a href=\"{name}\"><img src=\"{name}\" alt=\"{name}\"></a></p>");
    }
    for panel in panels {
        let name = format!("{}.png", file_name(&panel.title));
        std::fs::write(folder.join(&name), panel.to_png(ALONE))?;
        let _ = writeln!(
            html,
            "<p><a href=\"{name}\">{}</a> {}</p>",
            escaped(&panel.title),
            escaped(&panel.line.0)
        );
    }
    std::fs::write(folder.join("index.html"), html)?;
    Ok(())
}

/// A class or a clip as a file's name.
fn file_name(title: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
    title.chars().map(plain).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_classes_are_names_of_files_and_text_stays_text() {
        assert_eq!(file_name("FOOD & DRINK-EATING"), "FOOD___DRINK-EATING");
        assert_eq!(escaped("A & <b>"), "A &amp; &lt;b>");
    }
}
