// `ropewalk keys new`: a key pair in two files.
#include <fmt/format.h>

#include <array>

#include "app/keys/key_files.h"
#include "base/json.h"
#include "cli/commands/keys/keys.h"
#include "cli/commands/keys/passphrase.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kPassphraseOption,
    Option{
        .name = "--json", .letter = "", .value = "", .help = "What was made, for programs (schemas/keys.schema.json)"},
};

int run(const Arguments& arguments, Outside& outside) {
  const auto passphrase = ask_new_passphrase(arguments, outside);
  if (!passphrase) {
    return report(passphrase.error(), outside);
  }
  const std::string prefix = arguments.operands().empty() ? "ropewalk" : arguments.operands().front();
  const auto made = app::make_key_files(outside.environment().current_directory() / prefix, *passphrase,
                                        outside.files(), outside.random());
  if (!made) {
    return report(made.error(), outside);
  }
  if (passphrase->empty()) {
    warn("the key has no passphrase", "whoever can read the file can sign with it", {}, outside);
  }
  if (arguments.has("--json")) {
    outside.screen().print(to_pretty_json_text(json::object{{"private", made->private_file.string()},
                                                            {"public", made->public_file.string()},
                                                            {"id", made->key.id()},
                                                            {"kind", made->key.kind()}}) +
                           "\n");
    return kExitSuccess;
  }
  outside.screen().print(fmt::format(
      "{}.key  the private key: keep it secret\n{}.pub  the public key: give it to who verifies\n", prefix, prefix));
  return kExitSuccess;
}

}  // namespace

const Command& keys_new_command() {
  static constexpr Command kCommand{
      .name = "keys new",
      .summary = "Make a key pair",
      .about = R"text(
Makes an ECDSA key on P-256 and writes PREFIX.key and PREFIX.pub. Files that are there are
not replaced. The passphrase comes from --passphrase-stdin, from ROPEWALK_KEY_PASSPHRASE or
COSIGN_PASSWORD, or is asked for.
)text",
      .examples = R"text(
ropewalk keys new
  ropewalk keys new deploy/production
)text",
      .operands = {.value = "[PREFIX]",
                   .help = "Path of the files without their ending (default: ropewalk)",
                   .at_least = 0,
                   .at_most = 1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
