// `ropewalk keys show`: which key is in a file.
#include <fmt/format.h>

#include <array>

#include "app/keys/key_files.h"
#include "base/json.h"
#include "cli/commands/keys/keys.h"
#include "cli/commands/keys/passphrase.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kPassphraseOption,
    Option{.name = "--json", .letter = "", .value = "", .help = "The same for programs (schemas/keys.schema.json)"},
};

int run(const Arguments& arguments, Outside& outside) {
  const std::string& file = arguments.operands().front();
  const auto key = app::read_public_key(
      outside.environment().current_directory() / file, [&] { return ask_passphrase(arguments, outside); },
      outside.files());
  if (!key) {
    return report(key.error(), outside);
  }
  if (arguments.has("--json")) {
    outside.screen().print(
        to_pretty_json_text(json::object{{"id", key->id()}, {"kind", key->kind()}, {"pem", key->to_pem()}}) + "\n");
    return kExitSuccess;
  }
  outside.screen().print(fmt::format("{}\nsha256:{}\n{}", key->kind(), key->id(), key->to_pem()));
  return kExitSuccess;
}

}  // namespace

const Command& keys_show_command() {
  static constexpr Command kCommand{
      .name = "keys show",
      .summary = "Show which key is in a file",
      .about = R"text(
Prints the kind of the key, its id (SHA-256 of its DER form) and the public key. Of a
private key it shows the public half.
)text",
      .examples = R"text(
ropewalk keys show ropewalk.pub
)text",
      .operands = {.value = "FILE",
                   .help = "A public or a private key",
                   .at_least = 1,
                   .at_most = 1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
