// `ropewalk keys`: key pairs for signing images, releases and deployments.
#include "cli/commands/keys/keys.h"

#include <array>

#include "cli/commands/all.h"

namespace ropewalk::cli {

const Command& keys_command() {
  static const std::array<const Command*, 2> kBelow = {&keys_new_command(), &keys_show_command()};
  static const Command kCommand{
      .name = "keys",
      .summary = "Make and show the keys that sign images",
      .about = R"text(
Key pairs are files in cosign's form: PREFIX.key holds the private key, encrypted with a
passphrase, PREFIX.pub the public one. cosign, skopeo and podman use the same files.
)text",
      .examples = "",
      .operands = {},
      .options = {},
      .subcommands = kBelow,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
