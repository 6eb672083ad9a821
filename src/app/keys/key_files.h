// Key pairs as files: made together, read from what a user names. The use cases behind `ropewalk keys`.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "keys/key_pair.h"
#include "ports/files.h"
#include "ports/random.h"

namespace ropewalk::app {

/// Asked for a passphrase when a file needs one.
using AskPassphrase = std::function<Result<std::string>()>;

struct NewKeys {
  std::filesystem::path private_file;
  std::filesystem::path public_file;
  keys::PublicKey key;
};

/// Makes a pair and writes `<prefix>.key` (readable by its owner alone) and `<prefix>.pub`. Errors: kUsage when one of
/// the files is there.
[[nodiscard]] Result<NewKeys> make_key_files(const std::filesystem::path& prefix, std::string_view passphrase,
                                             ports::Files& files, ports::Random& random);

/// The private key in a file. Errors: kUsage when it is not there, kInvalid.
[[nodiscard]] Result<keys::PrivateKey> read_private_key(const std::filesystem::path& file, const AskPassphrase& ask,
                                                        const ports::Files& files);

/// The public key in a file: a public one, or the other half of a private one.
[[nodiscard]] Result<keys::PublicKey> read_public_key(const std::filesystem::path& file, const AskPassphrase& ask,
                                                      const ports::Files& files);

}  // namespace ropewalk::app
