// Where the passphrase of a key file comes from: standard input, the environment, or the person at the terminal.
#pragma once

#include "cli/command.h"
#include "cli/outside.h"

namespace ropewalk::cli {

inline constexpr Option kPassphraseOption{
    .name = "--passphrase-stdin",
    .letter = "",
    .value = "",
    .help = "Read the key's passphrase from standard input (else ROPEWALK_KEY_PASSPHRASE or COSIGN_PASSWORD)"};

/// The passphrase of a file that is there. Errors: kUsage where it can come from nowhere.
[[nodiscard]] Result<std::string> ask_passphrase(const Arguments& arguments, Outside& outside);
/// The same for a new file: asked for twice at a terminal.
[[nodiscard]] Result<std::string> ask_new_passphrase(const Arguments& arguments, Outside& outside);

}  // namespace ropewalk::cli
