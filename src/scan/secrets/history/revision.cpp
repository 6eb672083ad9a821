#include "scan/secrets/history/revision.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "scan/secrets/history/object_text.h"

namespace ropewalk::scan {
namespace {

std::optional<ports::ObjectId> find_ref(const ports::ObjectStore& store, std::string_view name) {
  constexpr std::array kPrefixes = {"", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"};
  const std::vector<ports::Ref>& refs = store.shape().refs;
  for (const char* prefix : kPrefixes) {
    const std::string full = prefix + std::string(name);
    const auto found = std::find_if(refs.begin(), refs.end(), [&](const ports::Ref& ref) { return ref.name == full; });
    if (found != refs.end()) {
      return ports::object_id_from_hex(found->id);
    }
  }
  return std::nullopt;
}

/// The commit that an annotated tag leads to.
Result<ports::ObjectId> peel(const ports::ObjectStore& store, ports::ObjectId id) {
  constexpr int kMostTags = 10;
  for (int depth = 0; depth < kMostTags; ++depth) {
    auto object = store.read(id);
    if (!object) {
      return fail(std::move(object.error()));
    }
    const auto tag = object->kind == ports::ObjectKind::kTag ? read_tag(object->content) : std::nullopt;
    if (object->kind == ports::ObjectKind::kCommit) {
      return id;
    }
    if (!tag) {
      break;
    }
    id = tag->target;
  }
  return fail(ErrorKind::kNotFound, fmt::format("{} is not a commit", ports::to_hex(id, store.shape().id_size)));
}

Result<ports::ObjectId> parent_of(const ports::ObjectStore& store, const ports::ObjectId& id, std::size_t number) {
  const auto& cut = store.shape().shallow;
  if (std::find(cut.begin(), cut.end(), id) != cut.end()) {
    return fail(
        ErrorKind::kIncomplete,
        fmt::format("the parents of {} are not here: the clone is shallow", ports::to_hex(id, store.shape().id_size)),
        "`git fetch --unshallow` brings them");
  }
  const auto object = store.read(id);
  const auto facts = object ? read_commit(object->content) : std::nullopt;
  if (!facts || number == 0 || facts->parents.size() < number) {
    return fail(ErrorKind::kNotFound,
                fmt::format("{} has no parent {}", ports::to_hex(id, store.shape().id_size), number));
  }
  return facts->parents[number - 1];
}

/// The object that a name or the beginning of an id stands for; `text` is all that was asked for.
Result<ports::ObjectId> find_start(const ports::ObjectStore& store, std::string_view name, std::string_view text) {
  std::optional<ports::ObjectId> start = find_ref(store, name == "@" ? "HEAD" : name);
  if (!start) {
    auto completed = store.complete(name);
    if (!completed) {
      return fail(completed.error().kind, fmt::format("no revision '{}': {}", text, completed.error().message));
    }
    start = *completed;
  }
  return *start;
}

}  // namespace

Result<ports::ObjectId> find_object(const ports::ObjectStore& store, std::string_view text) {
  const bool has_steps = text.find_first_of("~^") != std::string_view::npos;
  return has_steps ? find_revision(store, text) : find_start(store, text, text);
}

Result<ports::ObjectId> find_revision(const ports::ObjectStore& store, std::string_view text) {
  const std::size_t end = std::min(text.find_first_of("~^"), text.size());
  const auto start = find_start(store, text.substr(0, end), text);
  if (!start) {
    return start;
  }
  auto commit = peel(store, *start);
  for (std::size_t at = end; commit && at < text.size();) {
    const char step = text[at++];
    std::size_t count = 1;
    const auto read = std::from_chars(text.data() + at, text.data() + text.size(), count);
    at = static_cast<std::size_t>(read.ptr - text.data());
    if (step == '^') {
      commit = count == 0 ? commit : parent_of(store, *commit, count);
    } else if (step == '~') {
      for (; commit && count > 0; --count) {
        commit = parent_of(store, *commit, 1);
      }
    } else {
      return fail(ErrorKind::kNotFound, fmt::format("no revision '{}'", text));
    }
  }
  return commit;
}

}  // namespace ropewalk::scan
