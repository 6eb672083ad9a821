#include "release/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/strings.h"

namespace ropewalk::release {
namespace {

/// What git says when a partial clone, or a broken one, lacks what it was asked for.
bool is_about_missing_objects(std::string_view errors) {
  for (const std::string_view sign : {"bad object", "missing", "unable to read", "could not fetch", "promisor",
                                      "Could not read", "not found", "transport"}) {
    if (errors.find(sign) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::string first_line(std::string_view text) {
  const auto lines = split_lines(text);
  return lines.empty() ? std::string() : std::string(trim(lines.front()));
}

/// The fields of one record of `log`, in the order of its format.
constexpr std::string_view kFormat = "--format=%H%x00%P%x00%aN%x00%aE%x00%cI%x00%B%x00%x1e";
constexpr std::size_t kFields = 6;

std::vector<Commit> read_log(std::string_view text) {
  std::vector<Commit> commits;
  while (!text.empty()) {
    std::vector<std::string_view> fields;
    while (fields.size() < kFields) {
      const std::size_t end = text.find('\0');
      if (end == std::string_view::npos) {
        return commits;
      }
      fields.push_back(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    Commit commit{.sha = std::string(trim(fields[0])),
                  .author_name = std::string(fields[2]),
                  .author_email = std::string(fields[3]),
                  .date = std::string(fields[4]),
                  .message = std::string(fields[5])};
    for (const std::string_view parent : split(fields[1], ' ')) {
      if (!parent.empty()) {
        commit.parents.emplace_back(parent);
      }
    }
    commits.push_back(std::move(commit));
    // The record's end and the line feed behind it.
    text.remove_prefix(std::min<std::size_t>(text.size(), 1));
    if (text.starts_with('\n')) {
      text.remove_prefix(1);
    }
  }
  return commits;
}

}  // namespace

Result<void> History::check_complete() const {
  auto shallow = git_.read({"rev-parse", "--is-shallow-repository"});
  if (!shallow) {
    return fail(ErrorKind::kNotFound, "this is not a git repository that can be read",
                trim(shallow.error().message).empty() ? "" : shallow.error().message);
  }
  if (trim(*shallow) == "true") {
    return fail(ErrorKind::kIncomplete, "the clone is shallow: commits since the last release may be missing",
                "fetch the whole history: `git fetch --unshallow --tags`, or `fetch-depth: 0` of actions/checkout");
  }
  auto options = git_.capture({"config", "--get-regexp", "^remote\\..*\\.tagopt$"});
  auto tags = git_.read({"for-each-ref", "--count=1", "refs/tags"});
  if (options && tags && trim(*tags).empty() && options->output.find("--no-tags") != std::string::npos) {
    return fail(ErrorKind::kIncomplete, "the clone was made without tags: the last release cannot be known",
                "`git fetch --tags` brings them");
  }
  return {};
}

Result<std::string> History::head() const {
  auto head = git_.capture({"rev-parse", "--verify", "--quiet", "HEAD^{commit}"});
  if (!head) {
    return fail(std::move(head.error()));
  }
  return std::string(trim(head->output));
}

Result<std::string> History::branch(const ports::Environment& environment) const {
  auto symbolic = git_.capture({"symbolic-ref", "--quiet", "--short", "HEAD"});
  if (!symbolic) {
    return fail(std::move(symbolic.error()));
  }
  if (symbolic->outcome.exit_code == 0) {
    return std::string(trim(symbolic->output));
  }
  const std::string ref = environment.variable("GITHUB_REF").value_or("");
  if (environment.variable("GITHUB_ACTIONS") == "true" && ref.starts_with("refs/heads/")) {
    return ref.substr(11);
  }
  auto tips = git_.read({"for-each-ref", "--points-at=HEAD", "--format=%(refname)", "refs/heads", "refs/remotes"});
  if (!tips) {
    return fail(std::move(tips.error()));
  }
  std::set<std::string> names;
  for (std::string_view name : split_lines(*tips)) {
    if (name.starts_with("refs/heads/")) {
      names.emplace(name.substr(11));
    } else if (const std::size_t slash = name.find('/', 13); slash != std::string_view::npos) {
      if (name.substr(slash + 1) != "HEAD") {
        names.emplace(name.substr(slash + 1));
      }
    }
  }
  return names.size() == 1 ? *names.begin() : std::string();
}

Result<std::string> History::default_branch() const {
  auto symbolic = git_.capture({"symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD"});
  if (!symbolic) {
    return fail(std::move(symbolic.error()));
  }
  const std::string name(trim(symbolic->output));
  return name.starts_with("origin/") ? name.substr(7) : std::string();
}

Result<bool> History::has_branch(std::string_view name) const {
  auto found = git_.read({"for-each-ref", "--format=%(refname)", fmt::format("refs/heads/{}", name),
                          fmt::format("refs/remotes/origin/{}", name)});
  if (!found) {
    return fail(std::move(found.error()));
  }
  return !trim(*found).empty();
}

Result<std::vector<TagRef>> History::tags() const {
  auto all = git_.read({"for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", "refs/tags"});
  if (!all) {
    return fail(std::move(all.error()));
  }
  auto merged = git_.capture({"for-each-ref", "--merged=HEAD", "--format=%(refname)", "refs/tags"});
  if (!merged) {
    return fail(std::move(merged.error()));
  }
  std::set<std::string_view> reachable;
  for (const std::string_view name : split_lines(merged->output)) {
    reachable.insert(name);
  }
  std::vector<TagRef> tags;
  for (const std::string_view line : split_lines(*all)) {
    const auto fields = split(line, ' ');
    if (fields.size() < 2) {
      continue;
    }
    const std::string_view commit = fields.size() > 2 && !fields[2].empty() ? fields[2] : fields[1];
    tags.push_back({std::string(fields[0].substr(std::string_view("refs/tags/").size())), reachable.contains(fields[0]),
                    std::string(commit)});
  }
  return tags;
}

Result<std::vector<Commit>> History::commits(std::string_view since, std::string_view path) const {
  std::vector<std::string> range = {"HEAD"};
  if (!since.empty()) {
    range.push_back("^" + std::string(since));
  }
  range.emplace_back("--");
  std::vector<std::string> words = {"log", "--topo-order", std::string(kFormat)};
  words.insert(words.end(), range.begin(), range.end());
  auto done = git_.capture(std::move(words));
  if (!done) {
    return fail(std::move(done.error()));
  }
  if (done->outcome.exit_code != 0) {
    const auto kind = is_about_missing_objects(done->errors) ? ErrorKind::kIncomplete : ErrorKind::kInvalid;
    return fail(kind, fmt::format("the history cannot be read: {}", first_line(done->errors)),
                "fetch it whole: `git fetch --refetch`, or clone it again");
  }
  std::vector<Commit> commits = read_log(done->output);
  if (path.empty() || path == ".") {
    return commits;
  }
  words = {"-c",
           "protocol.allow=never",
           "log",
           "--name-only",
           "--no-renames",
           "-z",
           "--format=%x1e%H",
           "--diff-merges=first-parent"};
  words.insert(words.end(), range.begin(), range.end());
  auto changes = git_.capture(std::move(words));
  if (!changes) {
    return fail(std::move(changes.error()));
  }
  if (changes->outcome.exit_code != 0) {
    return fail(ErrorKind::kIncomplete,
                fmt::format("what commits changed cannot be read: {}", first_line(changes->errors)),
                "fetch the history whole: `git fetch --refetch`");
  }
  std::set<std::string_view> touching;
  const std::string inside = std::string(path) + "/";
  for (const std::string_view record : split(changes->output, '\x1e')) {
    const auto pieces = split(record, '\0');
    for (std::size_t i = 1; i < pieces.size(); ++i) {
      const std::string_view name = trim(pieces[i]);
      if (name.starts_with(inside) || name == path) {
        touching.insert(trim(pieces[0]));
        break;
      }
    }
  }
  for (Commit& commit : commits) {
    commit.touches = touching.contains(commit.sha);
  }
  return commits;
}

Result<Whereabouts> History::find(std::string_view hash) const {
  auto found =
      git_.capture({"rev-parse", "--verify", "--quiet", "--end-of-options", fmt::format("{}^{{commit}}", hash)});
  if (!found) {
    return fail(std::move(found.error()));
  }
  if (found->outcome.exit_code != 0) {
    return Whereabouts::kUnknown;
  }
  auto ancestor = git_.capture({"merge-base", "--is-ancestor", std::string(trim(found->output)), "HEAD"});
  if (!ancestor) {
    return fail(std::move(ancestor.error()));
  }
  return ancestor->outcome.exit_code == 0 ? Whereabouts::kInHistory : Whereabouts::kElsewhere;
}

Result<std::string> History::top() const {
  auto top = git_.read({"rev-parse", "--show-toplevel"});
  return top ? Result<std::string>(std::string(trim(*top))) : std::move(top);
}

std::string History::web_address() const {
  const auto remote = git_.capture({"remote", "get-url", "origin"});
  return remote && remote->outcome.exit_code == 0 ? web_address_of(trim(remote->output)) : std::string();
}

std::string web_address_of(std::string_view remote) {
  remote = trim(remote);
  if (remote.ends_with(".git")) {
    remote.remove_suffix(4);
  }
  if (const std::size_t scheme = remote.find("://"); scheme != std::string_view::npos) {
    const std::string_view rest = remote.substr(scheme + 3);
    const std::size_t at = rest.find('@');
    const std::size_t slash = rest.find('/');
    const bool has_user = at != std::string_view::npos && at < slash;
    const std::string_view kind = remote.substr(0, scheme);
    return kind == "https" || kind == "http" || kind == "ssh"
               ? fmt::format("{}://{}", kind == "http" ? "http" : "https", has_user ? rest.substr(at + 1) : rest)
               : std::string();
  }
  const std::size_t at = remote.find('@');
  const std::size_t colon = remote.find(':');
  if (at == std::string_view::npos || colon == std::string_view::npos || colon < at) {
    return "";
  }
  return fmt::format("https://{}/{}", remote.substr(at + 1, colon - at - 1), remote.substr(colon + 1));
}

}  // namespace ropewalk::release
