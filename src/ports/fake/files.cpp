// A file system in memory: a sorted map from absolute path to node, where a folder's content follows the folder.
#include "ports/fake/files.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ropewalk::ports {
namespace {

constexpr int kMaxLinks = 40;

Path without_dots(const Path& path) {
  Path whole = (Path("/") / path).lexically_normal();
  return whole.has_filename() || whole == "/" ? whole : whole.parent_path();
}

bool is_below(const Path& path, const Path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

tl::unexpected<Error> not_found(const Path& path) {
  return fail(ErrorKind::kNotFound, fmt::format("{}: no such file or directory", path.string()));
}

}  // namespace

FakeFiles::FakeFiles() { nodes_["/"] = Node{FileType::kDirectory, "", "", false, 0}; }

void FakeFiles::add(const Path& path, std::string_view bytes, bool is_executable) {
  const std::lock_guard lock(mutex_);
  if (put(path, bytes, false)) {
    nodes_[*resolve(path, Last::kFollow)].is_executable = is_executable;
  }
}

void FakeFiles::add_pipe(const Path& path) {
  const std::lock_guard lock(mutex_);
  if (put(path, "", false)) {
    nodes_[*resolve(path, Last::kFollow)].type = FileType::kOther;
  }
}

void FakeFiles::fail_at(const Path& path, std::string message) {
  const std::lock_guard lock(mutex_);
  failures_[without_dots(path)] = std::move(message);
}

Result<void> FakeFiles::check_failure(const Path& path) const {
  const auto failure = failures_.find(without_dots(path));
  if (failure != failures_.end()) {
    return fail(ErrorKind::kInternal, fmt::format("{}: {}", path.string(), failure->second));
  }
  return {};
}

const FakeFiles::Node* FakeFiles::find(const Path& resolved) const {
  const auto node = nodes_.find(resolved);
  return node == nodes_.end() ? nullptr : &node->second;
}

Result<Path> FakeFiles::resolve(const Path& path, Last last) const {
  std::vector<Path> todo;
  const auto push = [&todo](const Path& parts) {
    const std::vector<Path> list(parts.begin(), parts.end());
    todo.insert(todo.end(), list.rbegin(), list.rend());
  };
  push(path.relative_path());
  Path done = "/";
  int links = 0;
  while (!todo.empty()) {
    const Path part = todo.back();
    todo.pop_back();
    if (part.empty() || part == ".") {
      continue;
    }
    if (part == "..") {
      done = done.parent_path();
      continue;
    }
    const Node* node = find(done / part);
    const bool follows = !todo.empty() || last == Last::kFollow;
    if (node == nullptr || node->type != FileType::kSymlink || !follows) {
      done /= part;
      continue;
    }
    if (++links > kMaxLinks) {
      return fail(ErrorKind::kInvalid, fmt::format("{}: too many levels of symbolic links", path.string()));
    }
    if (node->target.is_absolute()) {
      done = "/";
    }
    push(node->target.relative_path());
  }
  return done;
}

Result<Path> FakeFiles::existing(const Path& path, Last last) const {
  if (const Result<void> failure = check_failure(path); !failure) {
    return fail(failure.error());
  }
  Result<Path> resolved = resolve(path, last);
  if (resolved && find(*resolved) == nullptr) {
    return not_found(path);
  }
  return resolved;
}

Result<void> FakeFiles::make_directories_locked(const Path& resolved) {
  Path folder;
  for (const Path& part : resolved) {
    folder /= part;
    Node& node = nodes_.try_emplace(folder, Node{FileType::kDirectory, "", "", false, writes_}).first->second;
    if (node.type == FileType::kSymlink) {
      const Result<Path> target = resolve(folder, Last::kFollow);
      if (!target) {
        return fail(target.error());
      }
      folder = *target;
    } else if (node.type != FileType::kDirectory) {
      return fail(ErrorKind::kInvalid, fmt::format("{}: not a directory", folder.string()));
    }
  }
  return {};
}

Result<void> FakeFiles::put(const Path& path, std::string_view bytes, bool is_append) {
  if (const Result<void> failure = check_failure(path); !failure) {
    return failure;
  }
  const Result<Path> resolved = resolve(path, Last::kFollow);
  if (!resolved) {
    return fail(resolved.error());
  }
  if (const Result<void> made = make_directories_locked(resolved->parent_path()); !made) {
    return made;
  }
  Node& node = nodes_[*resolved];
  if (node.type == FileType::kDirectory) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: is a directory", path.string()));
  }
  if (!is_append) {
    node.bytes.clear();
  }
  node.bytes += bytes;
  node.written = ++writes_;
  return {};
}

std::vector<std::pair<Path, FakeFiles::Node>> FakeFiles::subtree(const Path& resolved) const {
  std::vector<std::pair<Path, Node>> out;
  for (auto at = nodes_.find(resolved); at != nodes_.end() && is_below(at->first, resolved); ++at) {
    out.emplace_back(*at);
  }
  return out;
}

Result<std::string> FakeFiles::read(const Path& path) const {
  const std::lock_guard lock(mutex_);
  const Result<Path> resolved = existing(path, Last::kFollow);
  if (!resolved) {
    return fail(resolved.error());
  }
  const Node& node = *find(*resolved);
  if (node.type != FileType::kFile) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: is a directory", path.string()));
  }
  return node.bytes;
}

Result<std::string> FakeFiles::read_regular(const Path& path, std::uint64_t limit, Links links) const {
  const std::lock_guard lock(mutex_);
  const Result<Path> resolved = existing(path, links == Links::kFollow ? Last::kFollow : Last::kKeep);
  if (!resolved) {
    return fail(resolved.error());
  }
  const Node& node = *find(*resolved);
  if (node.type != FileType::kFile) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: it is not a regular file", path.string()));
  }
  if (node.bytes.size() > limit) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: it is larger than {} bytes", path.string(), limit));
  }
  return node.bytes;
}

Result<Sha256Digest> FakeFiles::digest(const Path& path, std::stop_token stop) const {
  if (stop.stop_requested()) {
    return fail(ErrorKind::kInterrupted, fmt::format("{}: reading it was stopped", path.string()));
  }
  {
    const std::lock_guard lock(mutex_);
    ++digests_;
  }
  const Result<std::string> bytes = read_regular(path, std::string().max_size(), Links::kFollow);
  return bytes ? Result<Sha256Digest>(sha256(*bytes)) : fail(bytes.error());
}

int FakeFiles::digests() const {
  const std::lock_guard lock(mutex_);
  return digests_;
}

Result<void> FakeFiles::write(const Path& path, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  return put(path, bytes, false);
}

Result<void> FakeFiles::write_quick(const Path& path, std::string_view bytes) { return write(path, bytes); }

Result<void> FakeFiles::append(const Path& path, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  return put(path, bytes, true);
}

FileType FakeFiles::type(const Path& path) const {
  const std::lock_guard lock(mutex_);
  const Result<Path> resolved = resolve(path, Last::kKeep);
  const Node* node = resolved ? find(*resolved) : nullptr;
  return node == nullptr ? FileType::kMissing : node->type;
}

FileType FakeFiles::type_followed(const Path& path) const {
  const std::lock_guard lock(mutex_);
  const Result<Path> resolved = resolve(path, Last::kFollow);
  const Node* node = resolved ? find(*resolved) : nullptr;
  return node == nullptr ? FileType::kMissing : node->type;
}

Result<std::uint64_t> FakeFiles::size(const Path& path) const {
  const std::lock_guard lock(mutex_);
  const Result<Path> resolved = existing(path, Last::kFollow);
  if (!resolved) {
    return fail(resolved.error());
  }
  return find(*resolved)->bytes.size();
}

Result<std::chrono::system_clock::time_point> FakeFiles::modified(const Path& path) const {
  const std::lock_guard lock(mutex_);
  const Result<Path> resolved = existing(path, Last::kFollow);
  if (!resolved) {
    return fail(resolved.error());
  }
  return std::chrono::system_clock::time_point{} + std::chrono::seconds(find(*resolved)->written);
}

Result<std::vector<FileEntry>> FakeFiles::list(const Path& directory) const {
  return walk(directory, [](const FileEntry&) { return Walk::kSkip; });
}

Result<std::vector<FileEntry>> FakeFiles::walk(const Path& directory,
                                               const std::function<Walk(const FileEntry&)>& enter) const {
  Path base;
  std::vector<std::pair<Path, Node>> nodes;
  {
    const std::lock_guard lock(mutex_);
    const Result<Path> resolved = existing(directory, Last::kFollow);
    if (!resolved) {
      return fail(resolved.error());
    }
    base = *resolved;
    nodes = subtree(base);
  }
  if (nodes.front().second.type != FileType::kDirectory) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: not a directory", directory.string()));
  }
  std::vector<FileEntry> out;
  Path skipped;
  for (const auto& [path, node] : nodes) {
    if (path == base || (!skipped.empty() && is_below(path, skipped))) {
      continue;
    }
    out.push_back({path.lexically_relative(base), node.type, node.bytes.size(), node.is_executable});
    if (node.type != FileType::kDirectory) {
      continue;
    }
    switch (enter(out.back())) {
      case Walk::kEnter: break;
      case Walk::kSkip: skipped = path; break;
      case Walk::kStop:
        return fail(ErrorKind::kInterrupted, fmt::format("{}: looking through it was stopped", directory.string()));
    }
  }
  return out;
}

}  // namespace ropewalk::ports
