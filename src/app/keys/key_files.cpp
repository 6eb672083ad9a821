#include "app/keys/key_files.h"

#include <fmt/format.h>

#include "keys/key_file.h"

namespace ropewalk::app {
namespace {

/// A key file is a few hundred bytes.
constexpr std::uint64_t kMostBytes = 64U << 10U;

Result<std::string> read(const std::filesystem::path& file, const ports::Files& files) {
  if (files.type_followed(file) == ports::FileType::kMissing) {
    return fail(ErrorKind::kUsage, fmt::format("there is no key file {}", file.string()),
                "make one with: ropewalk keys new");
  }
  return files.read_regular(file, kMostBytes, ports::Links::kFollow);
}

Result<keys::PrivateKey> private_key_of(std::string_view text, const std::filesystem::path& file,
                                        const AskPassphrase& ask) {
  std::string passphrase;
  if (keys::is_encrypted(text)) {
    auto asked = ask();
    if (!asked) {
      return fail(std::move(asked.error()));
    }
    passphrase = std::move(*asked);
  }
  return keys::read_key_file(text, passphrase, file.string());
}

}  // namespace

Result<NewKeys> make_key_files(const std::filesystem::path& prefix, std::string_view passphrase, ports::Files& files,
                               ports::Random& random) {
  const std::filesystem::path private_file = prefix.string() + ".key";
  const std::filesystem::path public_file = prefix.string() + ".pub";
  for (const auto& file : {private_file, public_file}) {
    if (files.type(file) != ports::FileType::kMissing) {
      return fail(ErrorKind::kUsage, fmt::format("{} is there already", file.string()),
                  "name another one, or remove it: who verifies with its key will not accept a new one");
    }
  }
  const auto key = keys::PrivateKey::generate();
  if (!key) {
    return fail(key.error());
  }
  const auto text = keys::write_key_file(*key, passphrase, random);
  if (!text) {
    return fail(text.error());
  }
  if (auto made = files.make_directories(private_file.parent_path()); !made) {
    return fail(std::move(made.error()));
  }
  // A lock file is its owner's alone, and what replaces it keeps that.
  if (auto made = files.try_lock(private_file, ports::MissingFile::kMake); !made) {
    return fail(std::move(made.error()));
  }
  if (auto written = files.write(private_file, *text); !written) {
    static_cast<void>(files.remove_all(private_file));
    return fail(std::move(written.error()));
  }
  if (auto written = files.write(public_file, key->public_key().to_pem()); !written) {
    static_cast<void>(files.remove_all(private_file));
    return fail(std::move(written.error()));
  }
  return NewKeys{private_file, public_file, key->public_key()};
}

Result<keys::PrivateKey> read_private_key(const std::filesystem::path& file, const AskPassphrase& ask,
                                          const ports::Files& files) {
  const auto text = read(file, files);
  if (!text) {
    return fail(text.error());
  }
  return private_key_of(*text, file, ask);
}

Result<keys::PublicKey> read_public_key(const std::filesystem::path& file, const AskPassphrase& ask,
                                        const ports::Files& files) {
  const auto text = read(file, files);
  if (!text) {
    return fail(text.error());
  }
  if (text->find("PRIVATE KEY-----") == std::string::npos) {
    return keys::PublicKey::from_pem(*text, file.string());
  }
  const auto key = private_key_of(*text, file, ask);
  if (!key) {
    return fail(key.error());
  }
  return key->public_key();
}

}  // namespace ropewalk::app
