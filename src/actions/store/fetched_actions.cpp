#include "actions/store/fetched_actions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <utility>

#include "actions/action_folder.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "workflow/reader.h"

namespace ropewalk::actions {
namespace {

namespace fs = std::filesystem;

/// So long a tag or branch is taken to mean what it meant: runs of one day agree, and start without a network.
constexpr std::chrono::hours kFresh{24};
constexpr std::uint64_t kLargestNote = 1024;
/// GitHub takes no larger file.
constexpr std::uint64_t kLargestWorkflow = 1U << 20U;

bool is_commit_id(std::string_view text) {
  return text.size() == 40 && std::all_of(text.begin(), text.end(),
                                          [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
}

/// A name that is one file name: what may mean something in a path is written in hexadecimal digits.
std::string file_name(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
    out += is_plain ? std::string(1, c) : fmt::format("%{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out == "." || out == ".." ? "%2e" + out.substr(1) : out;
}

std::string shown(const ActionReference& reference) {
  return reference.owner + "/" + reference.repository + (reference.path.empty() ? "" : "/" + reference.path) + "@" +
         reference.ref;
}

/// An action that says that it is left out, and does nothing else.
Result<FolderAction> left_out(const ActionReference& reference, const fs::path& folder) {
  const std::string text = fmt::format(
      "name: left out\nruns:\n  using: composite\n  steps:\n    - shell: sh\n      run: echo '::notice::{} is left out "
      "here, as --action says'\n",
      replace_all(shown(reference), "'", ""));
  auto read = workflow::read_action(std::make_shared<const SourceFile>(shown(reference), text));
  if (!read.action) {
    return fail(ErrorKind::kInternal, fmt::format("cannot leave {} out", shown(reference)));
  }
  return FolderAction{folder, std::move(read.action), true};
}

}  // namespace

Result<ActionChoice> read_action_choice(std::string_view name, std::string_view value, const fs::path& base) {
  const std::string_view repository = name.substr(0, name.find('@'));
  if (std::count(repository.begin(), repository.end(), '/') != 1 || repository.front() == '/' ||
      repository.back() == '/' || value.empty()) {
    return fail(ErrorKind::kUsage, fmt::format("--action {}={}: no action is called so", name, value),
                "write owner/repo=FOLDER, owner/repo@ref=FOLDER or owner/repo=skip");
  }
  ActionChoice choice{std::string(repository),
                      repository.size() == name.size() ? "" : std::string(name.substr(repository.size() + 1)),
                      {}};
  if (value != "skip") {
    choice.folder = (base / value).lexically_normal();
  }
  return choice;
}

FetchedActions::FetchedActions(FetchSettings settings, ports::Files& files, const ports::Clock& clock,
                               ports::RemoteRepositories& repositories)
    : settings_(std::move(settings)), files_(files), clock_(clock), repositories_(repositories) {}

const ActionChoice* FetchedActions::choice(const ActionReference& reference) const {
  const std::string name = reference.owner + "/" + reference.repository;
  for (const ActionChoice& candidate : settings_.choices) {
    if (equals_ignoring_case(candidate.owner_and_repository, name) &&
        (candidate.ref.empty() || candidate.ref == reference.ref)) {
      return &candidate;
    }
  }
  return nullptr;
}

bool FetchedActions::overrides(const ActionReference& reference) const {
  return settings_.has_no_builtin || choice(reference) != nullptr;
}

fs::path FetchedActions::repository_folder(const ActionReference& reference) const {
  return settings_.folder / file_name(to_lower(reference.owner)) / file_name(to_lower(reference.repository));
}

fs::path FetchedActions::note_of(const ActionReference& reference) const {
  return repository_folder(reference) / "refs" / file_name(reference.ref);
}

std::string FetchedActions::url(const ActionReference& reference) const {
  return settings_.server + "/" + reference.owner + "/" + reference.repository;
}

tl::unexpected<Error> FetchedActions::not_here(const ActionReference& reference, std::string_view why,
                                               ErrorKind kind) const {
  return fail(kind, fmt::format("Action '{}' is not available locally: {}", shown(reference), why),
              fmt::format("have it from a folder with --action {0}/{1}=FOLDER, or leave it out with --action "
                          "{0}/{1}=skip",
                          reference.owner, reference.repository));
}

std::optional<std::string> FetchedActions::known_commit(const ActionReference& reference, bool is_fresh) const {
  if (is_commit_id(reference.ref)) {
    return to_lower(reference.ref);
  }
  const auto note = files_.read_regular(note_of(reference), kLargestNote, ports::Links::kRefuse);
  const std::vector<std::string_view> words = note ? split(trim(*note), ' ') : std::vector<std::string_view>();
  if (words.size() != 2 || !is_commit_id(words[0])) {
    return std::nullopt;
  }
  const auto asked = parse_rfc3339(words[1]);
  if (is_fresh && (!asked || clock_.now() - *asked > kFresh)) {
    return std::nullopt;
  }
  return std::string(words[0]);
}

bool FetchedActions::is_here(const ActionReference& reference) const {
  if (choice(reference) != nullptr) {
    return true;
  }
  std::optional<std::string> commit;
  if (settings_.lock) {
    const auto locked = settings_.lock->find(lock_key(reference));
    commit = locked == settings_.lock->end() ? std::nullopt : std::optional(locked->second);
  } else {
    commit = known_commit(reference, false);
  }
  return commit && files_.type(repository_folder(reference) / *commit) == ports::FileType::kDirectory;
}

Result<std::string> FetchedActions::ask(const ActionReference& reference, std::stop_token stop) {
  if (is_commit_id(reference.ref)) {
    return to_lower(reference.ref);
  }
  if (settings_.is_offline) {
    return not_here(reference, "it was not fetched before, and nothing is fetched now (offline)");
  }
  auto commit = repositories_.resolve(url(reference), reference.ref, std::move(stop));
  if (!commit && commit.error().kind == ErrorKind::kInterrupted) {
    return fail(std::move(commit.error()));
  }
  if (!commit) {
    // A repository that answers and has no such ref is the workflow's fault; one that nobody could ask is nobody's.
    const bool is_missing = commit.error().kind == ErrorKind::kNotFound;
    return not_here(reference, commit.error().message, is_missing ? ErrorKind::kNotFound : ErrorKind::kIncomplete);
  }
  static_cast<void>(files_.write_quick(note_of(reference), *commit + " " + to_rfc3339(clock_.now()) + "\n"));
  return commit;
}

Result<std::optional<std::string>> FetchedActions::commit_now(const ActionReference& reference, std::stop_token stop) {
  const ActionChoice* chosen = choice(reference);
  if (chosen == nullptr) {
    auto commit = ask(reference, std::move(stop));
    return commit ? Result<std::optional<std::string>>(std::move(*commit)) : fail(std::move(commit.error()));
  }
  if (!chosen->folder) {
    return std::nullopt;
  }
  if (is_commit_id(reference.ref)) {
    return to_lower(reference.ref);
  }
  // A clone of one tag alone often has no name for it, only what it has checked out.
  for (const std::string& ref : {reference.ref, std::string("HEAD")}) {
    auto commit = repositories_.resolve(chosen->folder->string(), ref, stop);
    if (commit) {
      return std::move(*commit);
    }
    if (commit.error().kind == ErrorKind::kInterrupted) {
      return fail(std::move(commit.error()));
    }
  }
  return fail(ErrorKind::kUsage,
              fmt::format("Action '{}' is taken from a folder that is no git repository: a lock holds a commit",
                          shown(reference)),
              fmt::format("name a clone, or leave it out of the lock with --action {}/{}=skip", reference.owner,
                          reference.repository));
}

Result<std::string> FetchedActions::commit_of(const ActionReference& reference, std::stop_token stop) {
  if (settings_.lock) {
    const auto locked = settings_.lock->find(lock_key(reference));
    if (locked == settings_.lock->end() && !is_commit_id(reference.ref)) {
      return fail(ErrorKind::kNotFound,
                  fmt::format("Action '{}' is not in {}, and a run takes nothing else", shown(reference), kLockFile),
                  "`ropewalk lock` adds what the workflows use");
    }
    return locked == settings_.lock->end() ? to_lower(reference.ref) : locked->second;
  }
  if (auto known = known_commit(reference, !settings_.is_offline)) {
    return *known;
  }
  auto asked = ask(reference, std::move(stop));
  if (asked || asked.error().kind == ErrorKind::kInterrupted) {
    return asked;
  }
  // Better what it was yesterday than nothing, where the network has gone.
  const auto known = known_commit(reference, false);
  return known ? Result<std::string>(*known) : asked;
}

bool FetchedActions::is_mirror(const fs::path& folder) const {
  return files_.type(folder / "HEAD") == ports::FileType::kFile &&
         files_.type(folder / "objects") == ports::FileType::kDirectory &&
         files_.type(folder / "refs") == ports::FileType::kDirectory;
}

Result<std::string> FetchedActions::commit_in_mirror(const ActionReference& reference, const std::string& mirror,
                                                     std::stop_token stop) {
  if (settings_.lock) {
    if (const auto locked = settings_.lock->find(lock_key(reference)); locked != settings_.lock->end()) {
      return locked->second;
    }
  }
  auto commit = repositories_.resolve(mirror, reference.ref, std::move(stop));
  if (!commit && commit.error().kind != ErrorKind::kInterrupted) {
    return not_here(reference, commit.error().message, ErrorKind::kNotFound);
  }
  return commit;
}

Result<fs::path> FetchedActions::tree(const ActionReference& reference, const std::string& commit,
                                      const std::string& source, std::stop_token stop) {
  const fs::path folder = repository_folder(reference) / commit;
  if (files_.type(folder) == ports::FileType::kDirectory) {
    return folder;
  }
  if (settings_.is_offline && source == url(reference)) {
    return not_here(reference, "it was not fetched before, and nothing is fetched now (offline)");
  }
  if (auto made = files_.make_directories(folder.parent_path()); !made) {
    return fail(std::move(made.error()));
  }
  const auto draft = files_.make_temporary_directory(folder.parent_path(), "draft-");
  if (!draft) {
    return fail(draft.error());
  }
  auto fetched = repositories_.fetch(source, commit, *draft, std::move(stop));
  if (fetched) {
    fetched = files_.rename(*draft, folder);
  }
  if (!fetched) {
    static_cast<void>(files_.remove_all(*draft));
    if (files_.type(folder) == ports::FileType::kDirectory) {
      return folder;  // another process was quicker
    }
    if (fetched.error().kind == ErrorKind::kInterrupted) {
      return fail(std::move(fetched.error()));
    }
    return not_here(reference, fetched.error().message);
  }
  return folder;
}

Result<std::optional<fs::path>> FetchedActions::top_of(const ActionReference& reference, std::stop_token stop) {
  if (const ActionChoice* chosen = choice(reference)) {
    if (!chosen->folder) {
      return std::nullopt;
    }
    auto folder = files_.canonical(*chosen->folder);
    if (!folder) {
      return not_here(reference, folder.error().message, ErrorKind::kNotFound);
    }
    if (!is_mirror(*folder)) {
      return std::move(*folder);
    }
    const auto commit = commit_in_mirror(reference, folder->string(), stop);
    if (!commit) {
      return fail(commit.error());
    }
    auto files = tree(reference, *commit, folder->string(), std::move(stop));
    return files ? Result<std::optional<fs::path>>(std::move(*files)) : fail(std::move(files.error()));
  }
  auto commit = commit_of(reference, stop);
  if (!commit) {
    return fail(std::move(commit.error()));
  }
  auto folder = tree(reference, *commit, url(reference), std::move(stop));
  if (!folder) {
    return fail(std::move(folder.error()));
  }
  return std::move(*folder);
}

Result<FolderAction> FetchedActions::fetch(const ActionReference& reference, std::stop_token stop) {
  const std::scoped_lock lock(mutex_);
  const auto top = top_of(reference, std::move(stop));
  if (!top) {
    return fail(top.error());
  }
  if (!*top) {
    return left_out(reference, settings_.folder);
  }
  const auto folder = files_.canonical(**top / reference.path);
  if (!folder) {
    return not_here(reference, folder.error().message, ErrorKind::kNotFound);
  }
  return read_action_folder(*folder, **top, shown(reference), files_);
}

Result<SourceFilePtr> FetchedActions::fetch_file(const ActionReference& reference, std::string_view path,
                                                 std::stop_token stop) {
  const std::scoped_lock lock(mutex_);
  const auto top = top_of(reference, std::move(stop));
  if (!top) {
    return fail(top.error());
  }
  if (!*top) {
    return not_here(reference, "a workflow cannot be left out; leave out the job");
  }
  const auto file = files_.canonical(**top / path);
  const bool is_inside = file && file->string().starts_with((*top)->string() + "/");
  if (!is_inside || files_.type(*file) != ports::FileType::kFile) {
    return fail(ErrorKind::kNotFound, "workflow was not found.", fmt::format("{} has no {}", shown(reference), path));
  }
  auto text = files_.read_regular(*file, kLargestWorkflow, ports::Links::kRefuse);
  if (!text) {
    return fail(std::move(text.error()));
  }
  return std::make_shared<const SourceFile>(
      fmt::format("{}/{}/{}@{}", reference.owner, reference.repository, path, reference.ref), std::move(*text));
}

}  // namespace ropewalk::actions
