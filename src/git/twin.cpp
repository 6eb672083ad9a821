// A repository beside the user's one, for looking.
#include "git/twin.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "git/config_text.h"
#include "git/snapshot_refs.h"

namespace ropewalk::git {
namespace {

/// How files are compared with what is recorded of them. Each is a switch, a word or a path that is only read.
constexpr std::array<std::string_view, 11> kKept{
    "autocrlf",       "checkstat",          "eol",      "excludesfile", "filemode", "ignorecase", "precomposeunicode",
    "sparsecheckout", "sparsecheckoutcone", "symlinks", "trustctime"};

}  // namespace

std::string twin_settings(std::string_view config) {
  std::string text;
  for (const ConfigEntry& entry : read_config(config)) {
    if (entry.section == "core" && entry.subsection.empty() && std::ranges::binary_search(kKept, entry.key)) {
      text += fmt::format("\t{} = {}\n", entry.key, quote_config(entry.value));
    }
  }
  return text;
}

Result<GitFolder> make_twin(const GitFolder& users, ports::Files& files, const std::vector<ports::Ref>& refs,
                            const std::string& head, bool is_sha256) {
  const Result<ports::Path> folder =
      files.make_temporary_directory(std::filesystem::temp_directory_path(), "ropewalk-look-");
  if (!folder) {
    return fail(folder.error());
  }
  std::string settings = fmt::format("[core]\n\trepositoryformatversion = {}\n{}", is_sha256 ? 1 : 0,
                                     twin_settings(files.read(users.common / "config").value_or("")));
  settings += is_sha256 ? "[extensions]\n\tobjectformat = sha256\n" : "";
  std::vector<std::pair<ports::Path, std::string>> texts{
      {"config", settings},
      {"HEAD", head.empty() ? "ref: refs/heads/none\n" : head + "\n"},
      {"packed-refs", packed_refs_text(refs)},
      {"objects/info/alternates", alternates_line(users.common / "objects")}};
  for (const auto& [base, name] : {std::pair{&users.common, "shallow"},
                                   {&users.common, "info/exclude"},
                                   {&users.common, "info/attributes"},
                                   {&users.common, "info/grafts"},
                                   {&users.git, "info/sparse-checkout"}}) {
    if (Result<std::string> text = files.read(*base / name)) {
      texts.emplace_back(name, *std::move(text));
    }
  }
  for (const auto& [path, text] : texts) {
    if (const Result<void> written = files.write_quick(*folder / path, text); !written) {
      return fail(written.error());
    }
  }
  if (const Result<void> made = files.make_directories(*folder / "refs/heads"); !made) {
    return fail(made.error());
  }
  // A split index has its larger part in a file beside it, which git looks for here.
  const auto entries = files.list(users.git);
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    if (entry.path.string().starts_with("sharedindex.")) {
      static_cast<void>(files.make_symlink(users.git / entry.path, *folder / entry.path));
    }
  }
  return GitFolder{users.top, *folder, *folder};
}

}  // namespace ropewalk::git
