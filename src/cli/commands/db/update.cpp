// `ropewalk db update`: newer advisories.
#include <fmt/format.h>

#include <array>

#include "app/scan/update_advisories.h"
#include "base/json.h"
#include "cli/commands/db/shared.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--from",
           .letter = "",
           .value = "URL",
           .help = "A pack, or an archive of OSV records; may be repeated (default: osv.dev's archive for PyPI)",
           .repeats = true},
    Option{.name = "--key",
           .letter = "",
           .value = "FILE",
           .help = "The public key that signed the file; the signature is at URL.sig",
           .completion = Completion::kFile},
    Option{.name = "--sha256", .letter = "", .value = "DIGEST", .help = "The digest that the file has to have"},
    Option{.name = "--output",
           .letter = "-o",
           .value = "FILE",
           .help = "Where the pack goes (default: the user's cache, where scans find it)",
           .completion = Completion::kFile},
    Option{.name = "--allow-older", .letter = "", .value = "", .help = "Take data that is older than what is there"},
    Option{.name = "--json", .letter = "", .value = "", .help = "Say what was fetched as JSON"},
};

constexpr std::string_view kAbout = R"text(
Fetches advisories and keeps them where scans find them. Only this command talks to a
network; scans never do. A file is taken when something vouches for it: an https server
whose certificate is valid, a signature by --key, or the digest --sha256. What is damaged,
not signed by the key or older than what is there is refused (exit 3), and what was there
stays.

Who runs scans without a network makes a pack with `db build`, signs it, and offers it on
a server of the own:
  openssl dgst -sha256 -sign pack.key advisories.pack | base64 -w0 > advisories.pack.sig
)text";

constexpr std::string_view kExamples = R"text(
ropewalk db update
  ropewalk db update --from https://ci.example.org/advisories.pack --key pack.pub
)text";

int run(const Arguments& arguments, Outside& outside) {
  app::UpdateAdvisoriesRequest request{.urls = arguments.values("--from"),
                                       .key = {},
                                       .sha256 = arguments.value("--sha256"),
                                       .output = {},
                                       .allows_older = arguments.has("--allow-older")};
  if (request.urls.empty()) {
    request.urls.emplace_back(app::kDefaultAdvisories);
  }
  if (const auto key = arguments.value("--key")) {
    request.key = *key;
  }
  if (const auto output = arguments.value("--output")) {
    request.output = *output;
  }
  const auto updated = app::update_advisories(request, outside.http(), outside.files(), outside.environment(),
                                              outside.signals().interrupted());
  if (!updated) {
    return report(updated.error(), outside);
  }
  if (arguments.has("--json")) {
    json::object object;
    object["file"] = updated->file.string();
    object["date"] = updated->newest;
    object["advisories"] = updated->advisories;
    object["bytes"] = updated->bytes;
    object["is_same"] = updated->is_same;
    outside.screen().print(to_json_text(object) + "\n");
    return kExitSuccess;
  }
  outside.screen().print(fmt::format("{}: {} advisories, the newest of {}{}\n", updated->file.string(),
                                     updated->advisories, updated->newest, updated->is_same ? ", as before" : ""));
  return kExitSuccess;
}

}  // namespace

const Command& db_update_command() {
  static constexpr Command kCommand{
      .name = "db update",
      .summary = "Fetch newer advisories",
      .about = kAbout,
      .examples = kExamples,
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
