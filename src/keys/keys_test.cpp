// Keys, their files and envelopes, against each other and against files that cosign has written.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/hash.h"
#include "base/strings.h"
#include "keys/dsse.h"
#include "keys/key_file.h"
#include "keys/pem.h"
#include "keys/secret_box.h"
#include "ports/fake/random.h"

namespace ropewalk::keys {
namespace {

PrivateKey new_key() { return *PrivateKey::generate(); }

TEST(KeyPair, SignsForItsOtherHalfOverTheseBytesAlone) {
  const PrivateKey key = new_key();
  const std::string signature = *key.sign("parcels");
  EXPECT_TRUE(key.public_key().verifies("parcels", signature));
  EXPECT_FALSE(key.public_key().verifies("parcelS", signature));
  EXPECT_FALSE(new_key().public_key().verifies("parcels", signature));
  EXPECT_FALSE(key.public_key().verifies("parcels", ""));
}

TEST(KeyPair, NoChangedBitOfASignatureHolds) {
  const PrivateKey key = new_key();
  const std::string signature = *key.sign("parcels");
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    std::string forged = signature;
    forged[bit / 8] = static_cast<char>(forged[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(key.public_key().verifies("parcels", forged)) << bit;
  }
}

TEST(KeyPair, TheTextOfAPublicKeyIsTheSameKey) {
  const PublicKey key = new_key().public_key();
  const auto read = PublicKey::from_pem(key.to_pem(), "cosign.pub");
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, key);
  EXPECT_EQ(read->id(), key.id());
  EXPECT_EQ(read->id().size(), 64U);
  EXPECT_EQ(read->kind(), "ECDSA P-256");
}

TEST(KeyPair, WhatIsNoPublicKeyIsSaid) {
  EXPECT_EQ(PublicKey::from_pem("", "a.pub").error().message, "a.pub is not a public key");
  EXPECT_EQ(PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n", "a.pub").error().message,
            "a.pub: the block 'PUBLIC KEY' has no end");
  EXPECT_EQ(
      PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "a.pub").error().message,
      "a.pub is not a public key");
  const std::string with_more = new_key().public_key().to_der() + "x";
  EXPECT_FALSE(PublicKey::from_der(with_more, "a.pub"));
}

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(digits.substr(at, 2)), nullptr, 16)));
  }
  return bytes;
}

TEST(SecretBox, IsTheOneOfNaCl) {
  // The vector that NaCl's own tests have (tests/secretbox.c).
  const std::string key = from_hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
  const std::string nonce = from_hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
  const std::string text = from_hex(
      "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f4"
      "1db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52"
      "f0a089bc76897040e082f937763848645e0705");
  const std::string box = from_hex(
      "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b"
      "4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da"
      "99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5");
  EXPECT_EQ(to_hex(close_box(text, key, nonce)), to_hex(box));
  EXPECT_EQ(open_box(box, key, nonce), text);
}

TEST(SecretBox, OpensWithNoOtherKeyAndNoChangedByte) {
  const std::string key(kBoxKeySize, 'k');
  const std::string nonce(kBoxNonceSize, 'n');
  const std::string box = close_box("secret", key, nonce);
  std::string changed = box;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_FALSE(open_box(changed, key, nonce));
  EXPECT_FALSE(open_box(box, std::string(kBoxKeySize, 'x'), nonce));
  EXPECT_FALSE(open_box("short", key, nonce));
}

TEST(KeyFile, OpensWithItsPassphraseAlone) {
  ports::FakeRandom random;
  const PrivateKey key = new_key();
  const std::string text = *write_key_file(key, "correct horse", random);
  EXPECT_TRUE(is_encrypted(text));
  EXPECT_TRUE(text.starts_with("-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----\n"));
  const auto read = read_key_file(text, "correct horse", "cosign.key");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->public_key(), key.public_key());
  const auto wrong = read_key_file(text, "battery staple", "cosign.key");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "cosign.key: the passphrase is wrong, or the file was changed");
}

TEST(KeyFile, BothLabelsAreRead) {
  ports::FakeRandom random;
  const std::string text = *write_key_file(new_key(), "", random);
  EXPECT_TRUE(read_key_file(replace_all(text, "COSIGN", "SIGSTORE"), "", "cosign.key"));
  EXPECT_FALSE(read_key_file(replace_all(text, "COSIGN", "OTHER"), "", "cosign.key"));
}

TEST(KeyFile, APlainKeyNeedsNoPassphrase) {
  const PrivateKey key = new_key();
  const std::string text = write_pem({"PRIVATE KEY", key.to_pkcs8()});
  EXPECT_FALSE(is_encrypted(text));
  EXPECT_EQ(read_key_file(text, "", "plain.key")->public_key(), key.public_key());
}

TEST(KeyFile, ACostThatNobodyCanPayIsRefused) {
  const auto read = [](std::string_view n) {
    const std::string body = fmt::format(
        R"({{"kdf":{{"name":"scrypt","params":{{"N":{},"r":8,"p":1}},"salt":"{}"}},"cipher":{{"name":"nacl/secretbox","nonce":"{}"}},"ciphertext":"{}"}})",
        n, to_base64(std::string(32, 's')), to_base64(std::string(24, 'n')), to_base64(std::string(40, 'c')));
    return read_key_file(write_pem({"ENCRYPTED COSIGN PRIVATE KEY", body}), "", "cosign.key").error().message;
  };
  EXPECT_EQ(read("1099511627776"), "cosign.key is not a key file: its parameters are out of bounds");
  EXPECT_EQ(read("1"), "cosign.key is not a key file: its parameters are out of bounds");
  EXPECT_EQ(read("32768"), "cosign.key: the passphrase is wrong, or the file was changed");
}

TEST(Dsse, SignsTheTypeWithThePayload) {
  EXPECT_EQ(pre_authentication("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  const PrivateKey key = new_key();
  Envelope envelope = *sign_envelope("application/vnd.in-toto+json", "{}", key);
  EXPECT_TRUE(is_signed_by(envelope, key.public_key()));
  EXPECT_FALSE(is_signed_by(envelope, new_key().public_key()));
  envelope.payload_type = "text/plain";
  EXPECT_FALSE(is_signed_by(envelope, key.public_key()));
}

TEST(Dsse, ComesBackFromItsText) {
  const PrivateKey key = new_key();
  const Envelope envelope = *sign_envelope("application/vnd.in-toto+json", "{\"a\":1}", key);
  const auto read = read_envelope(to_json(envelope), "attestation");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->payload, envelope.payload);
  EXPECT_TRUE(is_signed_by(*read, key.public_key()));
  for (const char* text : {"", "[]", "{}", R"({"payload":1,"signatures":[]})", R"({"payload":"e30="})"}) {
    EXPECT_FALSE(read_envelope(text, "attestation")) << text;
  }
}

}  // namespace
}  // namespace ropewalk::keys
