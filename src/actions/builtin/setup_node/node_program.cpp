#include "actions/builtin/setup_node/node_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "actions/builtin/setup_python/version_range.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

/// Lines with long support, the newest first (nodejs/Release, schedule.json).
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kLongSupported{{{"krypton", "24"},
                                                                                       {"jod", "22"},
                                                                                       {"iron", "20"},
                                                                                       {"hydrogen", "18"},
                                                                                       {"gallium", "16"},
                                                                                       {"fermium", "14"},
                                                                                       {"erbium", "12"},
                                                                                       {"dubnium", "10"}}};

/// The range that a wish means; nothing for a name of a line that is not known.
std::optional<std::string> range_text(const std::string& wish) {
  const std::string word = to_lower(trim(wish));
  if (word == "latest" || word == "node" || word == "current") {
    return "*";
  }
  if (!word.starts_with("lts/")) {
    return word.starts_with('v') ? word.substr(1) : word;
  }
  const std::string line = word.substr(4);
  if (line == "*") {
    return std::string(kLongSupported.front().second);
  }
  if (line.starts_with('-')) {
    std::size_t back = 0;
    std::from_chars(line.data() + 1, line.data() + line.size(), back);
    return back < kLongSupported.size() ? std::optional<std::string>(kLongSupported[back].second) : std::nullopt;
  }
  const auto found = std::ranges::find(kLongSupported, line, [](const auto& one) { return one.first; });
  return found == kLongSupported.end() ? std::nullopt : std::optional<std::string>(found->second);
}

std::optional<Version> version_of(const fs::path& program, StepHost& host) {
  const auto printed = host.capture_program({program.string(), "--version"}, {});
  const std::string_view text = printed && printed->outcome.exit_code == 0 ? trim(printed->output) : "";
  return text.starts_with('v') ? parse_version(text.substr(1)) : std::nullopt;
}

std::optional<NodeProgram> on_path(const VersionRange& range, StepHost& host) {
  const auto program = host.programs().find_program("node", host.variable("PATH"));
  const auto version = program ? version_of(*program, host) : std::nullopt;
  if (!version || !range.contains(*version)) {
    return std::nullopt;
  }
  return NodeProgram{program->parent_path(), text(*version), "this machine's PATH"};
}

/// The newest of the folders `<version>/<below>/node`.
std::optional<NodeProgram> newest_of(const fs::path& top, const fs::path& below, std::string_view origin,
                                     const VersionRange& range, StepHost& host) {
  const auto entries = host.files().type_followed(top) == ports::FileType::kDirectory
                           ? host.files().list(top)
                           : Result<std::vector<ports::FileEntry>>();
  std::optional<Version> best;
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    const auto version = parse_version(entry.path.string());
    if (version && range.contains(*version) && (!best || *best < *version) &&
        host.files().type_followed(top / entry.path / below / "node") == ports::FileType::kFile) {
      best = version;
    }
  }
  return best ? std::optional(NodeProgram{top / text(*best) / below, text(*best), std::string(origin)}) : std::nullopt;
}

fs::path kept_folder(StepHost& host) { return host.paths().shared_cache / "node" / "versions"; }

/// The `node` package holds the program alone; the machine's npm runs on it.
Result<NodeProgram> bring(const std::string& wish, const std::string& range, StepHost& host) {
  const std::string package =
      fmt::format("node-linux-{}", to_lower(host.machine().architecture()) == "arm64" ? "arm64" : "x64");
  const auto npm = host.programs().find_program("npm", host.machine().variable("PATH").value_or(""));
  const auto refuse = [&](std::string_view reason) {
    return fail(
        ErrorKind::kNotFound,
        fmt::format("Node.js {} is not on this machine, and the npm registry does not give it: {}", wish, reason),
        "install it, or put it into the tool cache as node/VERSION/x64/bin");
  };
  if (!npm) {
    return refuse("there is no npm here");
  }
  auto made = host.files().make_directories(kept_folder(host));
  const auto draft = made ? host.files().make_temporary_directory(kept_folder(host), "draft-")
                          : Result<fs::path>(tl::unexpected(made.error()));
  if (!draft) {
    return fail(draft.error());
  }
  const auto done =
      host.capture_program({npm->string(), "install", "--silent", "--no-audit", "--no-fund", "--prefix",
                            draft->string(), fmt::format("{}@{}", package, range == "*" ? "latest" : range)},
                           {});
  const fs::path program = *draft / "node_modules" / package / "bin" / "node";
  const auto version = done && done->outcome.exit_code == 0 ? version_of(program, host) : std::nullopt;
  if (!version) {
    static_cast<void>(host.files().remove_all(*draft));
    return refuse(!done ? done.error().message : trim(done->errors));
  }
  const fs::path folder = kept_folder(host) / text(*version);
  if (host.files().type(folder) == ports::FileType::kMissing) {
    if (auto moved = host.files().rename(*draft / "node_modules" / package, folder); !moved) {
      return fail(std::move(moved.error()));
    }
    for (const char* tool : {"npm", "npx", "corepack"}) {
      const auto own = host.files().canonical(npm->parent_path() / tool);
      if (own && host.files().type(*own) == ports::FileType::kFile) {
        static_cast<void>(host.files().make_symlink(*own, folder / "bin" / tool));
      }
    }
  }
  static_cast<void>(host.files().remove_all(*draft));
  return NodeProgram{folder / "bin", text(*version), "the npm registry"};
}

/// In the user's tool cache, or brought by an earlier job.
std::optional<NodeProgram> kept(const VersionRange& range, StepHost& host) {
  const std::string architecture = to_lower(host.machine().architecture());
  if (auto found = newest_of(host.paths().installed_tools / "node", fs::path(architecture) / "bin",
                             "this machine's tool cache", range, host)) {
    return found;
  }
  return newest_of(kept_folder(host), "bin", "an earlier job", range, host);
}

}  // namespace

Result<NodeProgram> find_node(const std::string& wish, bool latest, StepHost& host) {
  const auto words = range_text(wish);
  const auto range = words ? VersionRange::parse(*words) : std::nullopt;
  if (!range) {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' is no version of Node.js and no range of versions", wish),
                "write 22, 22.x, '>=20 <23', lts/*, lts/jod or latest");
  }
  if (latest) {
    if (auto newest = bring(wish, *words, host)) {
      return newest;
    }
  }
  if (auto found = on_path(*range, host)) {
    return *found;
  }
  if (auto found = kept(*range, host)) {
    return *found;
  }
  return bring(wish, *words, host);
}

std::optional<NodeProgram> find_kept_node(const std::string& wish, StepHost& host) {
  const auto words = range_text(wish);
  const auto range = words ? VersionRange::parse(*words) : std::nullopt;
  return range ? kept(*range, host) : std::nullopt;
}

}  // namespace ropewalk::actions::builtin
