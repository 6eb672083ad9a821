// The file that a private key is kept in: cosign's form, so that cosign, skopeo and podman sign with our keys and we
// with theirs. A PEM block around JSON: scrypt makes a key of the passphrase, NaCl's secretbox holds the PKCS #8 form.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "keys/key_pair.h"
#include "ports/random.h"

namespace ropewalk::keys {

/// The file's text. An empty passphrase is allowed, as cosign allows it: whoever has the file then has the key.
[[nodiscard]] Result<std::string> write_key_file(const PrivateKey& key, std::string_view passphrase,
                                                 ports::Random& random);

/// Reads such a file (both labels that cosign has used, scrypt with N from 2^14 to 2^20), and plain `PRIVATE KEY`
/// blocks. Errors: kInvalid for a broken file (`name` is what it is called in messages) and for a wrong passphrase.
[[nodiscard]] Result<PrivateKey> read_key_file(std::string_view text, std::string_view passphrase,
                                               std::string_view name);

/// True when a passphrase is needed to read it.
[[nodiscard]] bool is_encrypted(std::string_view text);

}  // namespace ropewalk::keys
