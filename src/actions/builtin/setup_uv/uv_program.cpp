#include "actions/builtin/setup_uv/uv_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "actions/builtin/setup_python/version_range.h"
#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

namespace fs = std::filesystem;

/// npm's notation has blanks where Python's has commas, and one equals sign.
std::optional<VersionRange> range_of(std::string_view wish) {
  if (wish == "latest") {
    return VersionRange::parse("*");
  }
  return VersionRange::parse(replace_all(replace_all(replace_all(wish, "==", ""), "~=", "~"), ",", " "));
}

/// The version that `uv --version` prints: `uv 0.5.1 (…)`.
std::optional<Version> version_of_program(const fs::path& program, StepHost& host) {
  const auto printed = host.capture_program({program.string(), "--version"}, {});
  if (!printed || printed->outcome.exit_code != 0) {
    return std::nullopt;
  }
  const std::vector<std::string_view> words = split(trim(printed->output), ' ');
  return words.size() < 2 ? std::nullopt : parse_version(words[1]);
}

std::optional<UvProgram> on_path(const VersionRange& range, StepHost& host) {
  const std::string path = host.machine().variable("PATH").value_or("");
  const auto program = host.programs().find_program("uv", path);
  if (!program || !host.programs().find_program("uvx", path)) {
    return std::nullopt;
  }
  const auto real = host.files().canonical(*program);
  const auto version = version_of_program(*program, host);
  if (!real || !version || !range.contains(*version) ||
      host.files().type_followed(real->parent_path() / "uvx") == ports::FileType::kMissing) {
    return std::nullopt;
  }
  return UvProgram{real->parent_path(), text(*version), "this machine's PATH"};
}

fs::path kept_folder(StepHost& host) { return host.paths().shared_cache / "uv" / "versions"; }

/// The newest, or the oldest, of those that earlier jobs installed.
std::optional<UvProgram> kept(const VersionRange& range, bool lowest, StepHost& host) {
  const fs::path top = kept_folder(host);
  if (host.files().type(top) != ports::FileType::kDirectory) {
    return std::nullopt;
  }
  const auto entries = host.files().list(top);
  std::vector<Version> versions;
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    const auto version = parse_version(entry.path.string());
    if (version && range.contains(*version)) {
      versions.push_back(*version);
    }
  }
  if (versions.empty()) {
    return std::nullopt;
  }
  const auto [oldest, newest] = std::minmax_element(versions.begin(), versions.end());
  const std::string version = text(lowest ? *oldest : *newest);
  return UvProgram{top / version / "bin", version, "an earlier job"};
}

/// What pip calls the wish: `uv==0.5.1`, `uv==0.5.*`, `uv>=0.4,<0.6`, `uv`.
std::string requirement(std::string_view wish) {
  if (wish == "latest") {
    return "uv";
  }
  if (wish.find_first_of("<>=~!") != std::string_view::npos) {
    return "uv" + replace_all(replace_all(wish, ", ", ","), " ", ",");
  }
  const bool is_whole =
      std::count(wish.begin(), wish.end(), '.') >= 2 && wish.find_first_of("xX*") == std::string_view::npos;
  std::string number = replace_all(replace_all(wish, ".x", ""), ".*", "");
  return "uv==" + number + (is_whole ? "" : ".*");
}

Result<UvProgram> install(const std::string& wish, StepHost& host) {
  if (auto made = host.files().make_directories(kept_folder(host)); !made) {
    return fail(std::move(made.error()));
  }
  const auto draft = host.files().make_temporary_directory(kept_folder(host), "draft-");
  if (!draft) {
    return fail(draft.error());
  }
  const auto done = host.capture_program({"pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                                          "--no-compile", "--target", draft->string(), requirement(wish)},
                                         {});
  const auto version =
      done && done->outcome.exit_code == 0 ? version_of_program(*draft / "bin" / "uv", host) : std::optional<Version>();
  if (!version) {
    static_cast<void>(host.files().remove_all(*draft));
    const std::string reason = !done                          ? done.error().message
                               : done->outcome.exit_code != 0 ? std::string(trim(done->errors))
                                                              : "the program that pip installed does not start";
    return fail(ErrorKind::kNotFound,
                fmt::format("uv {} is not on this machine, and pip cannot get it: {}", wish, reason),
                "install it with `pip install uv` or from https://docs.astral.sh/uv, then run this again");
  }
  const fs::path folder = kept_folder(host) / text(*version);
  if (auto renamed = host.files().rename(*draft, folder); !renamed) {
    static_cast<void>(host.files().remove_all(*draft));  // another job was quicker
  }
  return UvProgram{folder / "bin", text(*version), "the package index"};
}

}  // namespace

Result<UvProgram> find_uv(const std::string& wish, bool lowest, StepHost& host) {
  const auto range = range_of(wish);
  if (!range) {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' is neither a version of uv nor a range of versions", wish),
                "write 0.5.1, 0.5.x, '>=0.4,<0.6' or latest");
  }
  if (auto found = on_path(*range, host); found && !lowest) {
    return *found;
  }
  if (auto found = kept(*range, lowest, host)) {
    return *found;
  }
  return install(wish, host);
}

}  // namespace ropewalk::actions::builtin
