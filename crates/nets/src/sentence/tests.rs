//! What the encoder says of a few sentences, and that it is whole.

use super::*;
use expect_test::expect;

fn likeness(encoder: &Encoder, a: &str, b: &str) -> f32 {
    encoder.direction(a).iter().zip(encoder.direction(b)).map(|(a, b)| a * b).sum()
}

#[test]
fn every_byte_of_the_weights_is_read() {
    let mut reader = Reader::of(WEIGHTS);
    let pieces = Pieces::read(&mut reader);
    reader.numbers(PARTS);
    reader.bytes(PARTS * 256 * PART + (pieces::SPECIAL + pieces.len()) * PARTS);
    Layers::read(&mut reader);
    assert!(reader.is_at_end());
}

#[test]
fn a_sentence_points_where_its_translation_points() {
    let encoder = Encoder::new();
    let dog = "the dog barks all night";
    for other in [
        "le chien aboie toute la nuit",
        "der Hund bellt die ganze Nacht",
        "狗整晚都在叫",
        "собака лает всю ночь",
    ] {
        let (near, far) = (likeness(&encoder, dog, other), likeness(&encoder, "a car engine starts", other));
        assert!(near > 0.55 && far < 0.35, "{other}: {near} and {far}");
    }
}

#[test]
fn directions_are_of_length_one_and_do_not_change_unseen() {
    let direction = Encoder::new().direction("Distant thunder, 遠處的雷聲");
    let length: f32 = direction.iter().map(|v| v * v).sum();
    assert!((length - 1.0).abs() < 1e-3, "{length}");
    let first: Vec<String> = direction.iter().take(8).map(|v| format!("{:.0}", v * 16_384.0)).collect();
    expect!["-143 -707 -888 -638 -1055 531 -653 665"].assert_eq(&first.join(" "));
}

#[test]
fn words_are_cut_into_the_likeliest_pieces() {
    let pieces = Pieces::read(&mut Reader::of(WEIGHTS));
    let told = |text: &str| {
        let rows = pieces.of(text);
        let name = |row: &usize| row.checked_sub(pieces::SPECIAL).map_or("?".into(), |i| pieces.spelling(i));
        rows[1..rows.len() - 1].iter().map(name).collect::<Vec<String>>().join("|")
    };
    expect![[r#"
        ▁bark|ing|▁dogs
        ▁true|no|▁lejano
        ▁|ドア|を|ノ|ック|する
        ▁|遠|處|雷|聲
        ▁zor|pb|lim
        ?
        ▁|?"#]]
    .assert_eq(
        &["Barking dogs", "trueno lejano", "ドアをノックする", "遠處雷聲", "zorpblim", "", "\u{1f436}"]
            .map(told)
            .join("\n"),
    );
}

#[test]
fn no_text_is_too_strange() {
    let encoder = Encoder::new();
    for text in
        ["", " ", "\u{301}\u{200b}", "🐶🐶🐶", "ﷺ", &"a".repeat(5_000), &"9".repeat(300), "\u{2581}\u{2581}"]
    {
        assert!(encoder.direction(text).iter().all(|v| v.is_finite()), "{text}");
    }
}
