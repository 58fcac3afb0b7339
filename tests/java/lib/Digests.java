// Digests, MACs, ciphers, keys, Base64, properties, encodings.

import java.io.*;
import java.nio.*;
import java.nio.charset.*;
import java.security.*;
import java.util.*;
import javax.crypto.*;
import javax.crypto.spec.*;

public class Digests {
    static String hex(byte[] b) { return HexFormat.of().formatHex(b); }

    public static void main(String[] a) throws Exception {
        byte[] d = "The quick brown fox".repeat(50).getBytes();
        for (String n : new String[] {"MD2", "MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA-512/256", "SHA3-256",
                "SHA3-512"}) System.out.println(n + " " + hex(MessageDigest.getInstance(n).digest(d)));
        for (String n : new String[] {"HmacMD5", "HmacSHA1", "HmacSHA256"}) {
            Mac m = Mac.getInstance(n);
            m.init(new SecretKeySpec("key".getBytes(), n));
            System.out.println(n + " " + hex(m.doFinal(d)));
        }
        SecretKeySpec k = new SecretKeySpec("0123456789abcdef".getBytes(), "AES");
        for (String n : new String[] {"AES/ECB/PKCS5Padding", "AES/CBC/PKCS5Padding", "AES/CTR/NoPadding", "AES/GCM/NoPadding"}) {
            Cipher c = Cipher.getInstance(n);
            var p = n.contains("GCM") ? new GCMParameterSpec(128, new byte[12]) : n.contains("ECB") ? null : new IvParameterSpec(new byte[16]);
            c.init(Cipher.ENCRYPT_MODE, k, p);
            byte[] e = c.doFinal(d);
            c.init(Cipher.DECRYPT_MODE, k, p);
            System.out.println(n + " " + hex(Arrays.copyOf(e, 20)) + e.length + Arrays.equals(c.doFinal(e), d));
        }
        try {
            Cipher c = Cipher.getInstance("AES/CBC/PKCS5Padding");
            c.init(Cipher.DECRYPT_MODE, k, new IvParameterSpec(new byte[16]));
            c.doFinal(new byte[17]);
        } catch (IllegalBlockSizeException e) { System.out.println(e.getMessage()); }
        try { MessageDigest.getInstance("NOPE"); } catch (NoSuchAlgorithmException e) {
            System.out.println(e.getMessage());
        }
        SecretKeyFactory f = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
        System.out.println(hex(f.generateSecret(new PBEKeySpec("pw".toCharArray(), "salt".getBytes(), 200, 128)).getEncoded()));
        KeyPairGenerator g = KeyPairGenerator.getInstance("EC");
        g.initialize(256);
        KeyPair kp = g.generateKeyPair();
        Signature s = Signature.getInstance("SHA256withECDSA");
        s.initSign(kp.getPrivate());
        s.update(d);
        byte[] sig = s.sign();
        s.initVerify(kp.getPublic());
        s.update(d);
        System.out.println(s.verify(sig));
        System.out.println(new SecureRandom().generateSeed(4).length + Base64.getEncoder().encodeToString(d).substring(0, 20) +
                Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[] {-1, -2, -3, -4}) + new String(Base64.getDecoder().decode("aGk="))
                + Base64.getMimeEncoder().encodeToString(d).lines().count());
        try { Base64.getDecoder().decode("a*b"); } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        Properties p = new Properties();
        p.load(new StringReader("# c\na=1\nb : two \\\n  lines\nc\\ d=\\u00e9\ne"));
        System.out.println(new TreeMap<>(p));
        ByteArrayOutputStream xo = new ByteArrayOutputStream();
        p.storeToXML(xo, "cmt");
        Properties p2 = new Properties();
        p2.loadFromXML(new ByteArrayInputStream(xo.toByteArray()));
        System.out.println(p2.equals(p));
        for (String cs : new String[] {"UTF-8", "UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1", "US-ASCII", "windows-1252",
                "Shift_JIS", "GB18030", "EUC-KR", "Big5", "IBM037", "KOI8-R", "ISO-2022-JP"}) {
            byte[] b = "aé漢€я😀\n".getBytes(cs);
            System.out.println(cs + " " + hex(b) + " " + new String(b, cs).equals("aé漢€я😀\n") + Charset.forName(cs).newEncoder().canEncode('я'));
        }
        System.out.println(new String(new byte[] {(byte) 0xf0, (byte) 0x9f, 'x', (byte) 0xc0, (byte) 0x80}, "UTF-8").codePoints().boxed().toList());
        try { StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(new byte[] {(byte) 0xff})); } catch (MalformedInputException e)
                {
            System.out.println(e.getMessage());
        }
        try { Charset.forName("nope"); } catch (UnsupportedCharsetException e) {
            System.out.println(e.getMessage());
        }
    }
}
