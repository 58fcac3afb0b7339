//! Against the module image of an installed JDK, and against damaged ones.

use super::*;
use crate::jdk::JdkHome;

/// The image of a JDK of the supported release, if one is installed.
pub(crate) fn jdk_image() -> Option<JImage> {
    let from_environment = std::env::var_os("JAVA_HOME").map(Into::into);
    let installed = std::fs::read_dir("/usr/lib/jvm")
        .into_iter()
        .flatten()
        .flatten();
    let homes = from_environment
        .into_iter()
        .chain(installed.map(|entry| entry.path()));
    let jdk = homes
        .filter_map(|home| JdkHome::validate(home).ok())
        .next()?;
    Some(JImage::open(jdk.modules_image()).unwrap())
}

#[test]
fn classes_are_found_where_they_are() {
    let Some(image) = jdk_image() else { return };
    let location = image.find("java.base", "java/lang/Object.class").unwrap();
    let content = image.resource(&location).unwrap();
    assert_eq!(content[..4], [0xCA, 0xFE, 0xBA, 0xBE]);
    assert_eq!(content.len() as u64, location.size());
    assert_eq!(
        image.full_name(&location),
        "/java.base/java/lang/Object.class"
    );
    assert_eq!(
        image.find_full("/java.base/java/lang/Object.class"),
        Some(location)
    );
    assert_eq!(image.find("java.base", "java/lang/NoSuchClass.class"), None);
    assert_eq!(image.find("java.logging", "java/lang/Object.class"), None);
    assert_eq!(image.find("", ""), None);
}

#[test]
fn every_location_is_found_by_its_name() {
    let Some(image) = jdk_image() else { return };
    let mut count = 0;
    for location in image.locations() {
        let name = image.full_name(&location);
        assert_eq!(image.find_full(&name), Some(location), "{name}");
        count += 1;
    }
    assert!(count > 1_000);
}

#[test]
fn packages_know_their_modules() {
    let Some(image) = jdk_image() else { return };
    assert_eq!(image.package_to_module("java/lang"), Some("java.base"));
    assert_eq!(
        image.package_to_module("java/util/logging"),
        Some("java.logging")
    );
    // Of these, java.base has subpackages only.
    assert_eq!(image.package_to_module("java"), None);
    assert_eq!(image.package_to_module("no/such"), None);
    assert!(image.modules().any(|m| m == "java.base"));
    assert!(image.modules().any(|m| m == "java.logging"));
}

/// An image with the one resource `/m/p/A.class`, stored as given.
fn tiny_image(content: &[u8], compressed: u8, uncompressed: u8) -> Vec<u8> {
    let strings = b"\0m\0p\0A\0class\0zip\0lzma\0";
    let locations: [u8; 15] = [
        8,
        1,
        16,
        3,
        24,
        5,
        32,
        7,
        48,
        compressed,
        56,
        uncompressed,
        0,
        0,
        0,
    ];
    let mut image = Vec::new();
    for word in [
        MAGIC,
        MAJOR_VERSION << 16,
        0,
        1,
        1,
        locations.len() as u32,
        strings.len() as u32,
    ] {
        image.extend(word.to_le_bytes());
    }
    image.extend((-1i32).to_le_bytes());
    image.extend(0u32.to_le_bytes());
    image.extend(locations);
    image.extend(strings);
    image.extend(content);
    image
}

fn open(bytes: Vec<u8>) -> Result<JImage, JImageError> {
    JImage::from_static(bytes.leak())
}

#[test]
fn compressed_resources() {
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&[7; 200]).unwrap();
    let packed = encoder.finish().unwrap();
    let wrapped = |name: u32, packed: &[u8]| {
        let mut bytes = 0xCAFE_FAFAu32.to_le_bytes().to_vec();
        bytes.extend((packed.len() as u64).to_le_bytes());
        bytes.extend(200u64.to_le_bytes());
        bytes.extend(name.to_le_bytes());
        bytes.extend([0, 0, 0, 0, 1]);
        bytes.extend(packed);
        bytes
    };
    let read = |content: &[u8], size: u8| {
        let image = open(tiny_image(content, content.len() as u8, size)).unwrap();
        image.resource(&image.find("m", "p/A.class").unwrap())
    };
    assert_eq!(&*read(&wrapped(13, &packed), 200).unwrap(), [7; 200]);
    assert!(matches!(
        read(&wrapped(13, &packed), 201),
        Err(JImageError::BadCompression)
    ));
    let short = &packed[..packed.len() / 2];
    assert!(matches!(
        read(&wrapped(13, short), 200),
        Err(JImageError::BadCompression)
    ));
    let other = read(&wrapped(17, &packed), 200).unwrap_err();
    assert_eq!(
        other.to_string(),
        "a resource is compressed by \"lzma\", which is not supported"
    );
}

#[test]
fn damaged_images_give_errors() {
    let whole = tiny_image(b"content", 0, 7);
    let image = open(whole.clone()).unwrap();
    let location = image.find("m", "p/A.class").unwrap();
    assert_eq!(&*image.resource(&location).unwrap(), b"content");
    for cut in 0..whole.len() {
        let Ok(image) = open(whole[..cut].to_vec()) else {
            continue;
        };
        let location = image.find("m", "p/A.class").unwrap();
        assert!(matches!(
            image.resource(&location),
            Err(JImageError::Truncated)
        ));
    }
    for at in 0..whole.len() {
        for value in [0, 1, 0x7F, 0xFF] {
            let mut bytes = whole.clone();
            bytes[at] = value;
            let Ok(image) = open(bytes) else { continue };
            for location in image.locations() {
                let _ = image.resource(&location);
            }
            image.find("m", "p/A.class");
            image.package_to_module("p");
            assert!(image.modules().count() <= 1);
        }
    }
    let message = |bytes: &[u8]| open(bytes.to_vec()).unwrap_err().to_string();
    assert_eq!(
        message(b"PK\x03\x04"),
        "not a module image (it begins with 0x04034b50)"
    );
    assert_eq!(
        message(&[0xCA, 0xFE, 0xDA, 0xDA]),
        "a big-endian module image is not supported"
    );
}
