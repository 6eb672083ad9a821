#include "git/store/git_object_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/strings.h"
#include "git/config_text.h"
#include "git/store/index_file.h"
#include "git/store/pack_format.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

/// As git has it.
constexpr int kMostAlternates = 5;
/// The longest chain of deltas that git makes.
constexpr std::size_t kMostDeltas = 4095;

std::vector<fs::path> entries_of(const fs::path& folder, std::vector<ports::StoreTrouble>& trouble) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    entries.push_back(entry->path());
  }
  if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory) {
    trouble.push_back({folder.string(), "unreadable", fmt::format("{}: {}", folder.string(), error.message())});
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

/// The first bytes of an id as a number.
std::uint64_t head_of(const ports::ObjectId& id) {
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < sizeof head; ++i) {
    head = (head << 8U) | id.bytes[i];
  }
  return head;
}

bool is_hex(std::string_view text) { return text.find_first_not_of("0123456789abcdef") == std::string_view::npos; }

}  // namespace

GitObjectStore::GitObjectStore(const ports::Files& files, StoreFolder folder)
    : files_(files), folder_(std::move(folder)), shape_(read_shape(files, folder_)) {
  add_objects(folder_.objects, 0);
  for (const fs::path& objects : folder_.alternates) {
    add_objects(objects, 1);
  }
}

void GitObjectStore::add_objects(const fs::path& objects, int depth) {
  std::error_code error;
  if (!fs::is_directory(objects, error)) {
    shape_.trouble.push_back({objects.string(), "unreadable", "there is no such folder of objects"});
    return;
  }
  object_folders_.push_back(objects);
  for (const fs::path& path : entries_of(objects / "pack", shape_.trouble)) {
    if (path.extension() == ".promisor") {
      shape_.is_partial = true;
    }
    if (path.extension() == ".pack" && !fs::exists(fs::path(path).replace_extension(".idx"), error)) {
      shape_.trouble.push_back({path.string(), "damaged", "the pack has no index"});
    }
    if (path.extension() != ".idx") {
      continue;
    }
    MappedFile index_file(path);
    MappedFile file(fs::path(path).replace_extension(".pack"));
    const auto index = PackIndex::read(index_file.bytes(), shape_.id_size);
    if (!index) {
      shape_.trouble.push_back({path.string(), "damaged", "the index of a pack is not well formed"});
    } else if (!is_pack(file.bytes())) {
      shape_.trouble.push_back({path.string(), "damaged", "the pack of this index is not there, or is none"});
    } else {
      packs_.push_back({path.stem().string(), std::move(index_file), std::move(file), *index});
    }
  }
  const MappedFile alternates(objects / "info/alternates");
  std::error_code unknown;
  if (const auto size = fs::file_size(objects / "info/alternates", unknown);
      !unknown && size != 0 && alternates.bytes().empty()) {
    shape_.trouble.push_back({(objects / "info/alternates").string(), "unreadable",
                              "the list of further folders of objects cannot be read"});
  }
  for (const std::string& path : read_alternates(alternates.bytes(), '\n')) {
    if (depth == kMostAlternates) {
      shape_.trouble.push_back({(objects / "info/alternates").string(), "unreadable",
                                fmt::format("folders of objects lead to each other more than {} deep", depth)});
      break;
    }
    add_objects((objects / path).lexically_normal(), depth + 1);
  }
}

const std::vector<ObjectPlace>& GitObjectStore::places() const {
  std::call_once(numbered_, [this] {
    for (std::uint32_t number = 0; number < packs_.size(); ++number) {
      const PackIndex& index = packs_[number].index;
      for (std::size_t at = 0; at < index.count(); ++at) {
        places_.push_back({ports::object_id_from_bytes(index.id_bytes(at)), number,
                           index.offset(at).value_or(packs_[number].file.bytes().size())});
      }
    }
    for (std::uint32_t number = 0; number < object_folders_.size(); ++number) {
      for (const fs::path& folder : entries_of(object_folders_[number], unlisted_)) {
        const std::string first = folder.filename().string();
        if (first.size() != 2 || !is_hex(first)) {
          continue;
        }
        for (const fs::path& file : entries_of(folder, unlisted_)) {
          if (const auto id = ports::object_id_from_hex(first + file.filename().string())) {
            places_.push_back({*id, ObjectPlace::kLoose | number, 0});
          }
        }
      }
    }
    const auto key = [](const ObjectPlace& place) { return std::tie(place.id, place.pack, place.offset); };
    const auto is_before = [&](const ObjectPlace& a, const ObjectPlace& b) { return key(a) < key(b); };
    // A pack's index is sorted, and most repositories have one pack.
    if (!std::is_sorted(places_.begin(), places_.end(), is_before)) {
      std::sort(places_.begin(), places_.end(), is_before);
    }
    places_.erase(std::unique(places_.begin(), places_.end(),
                              [](const ObjectPlace& a, const ObjectPlace& b) { return a.id == b.id; }),
                  places_.end());
    heads_.reserve(places_.size());
    for (const ObjectPlace& place : places_) {
      heads_.push_back(head_of(place.id));
    }
  });
  return places_;
}

std::optional<std::size_t> GitObjectStore::number(const ports::ObjectId& id) const {
  const auto& all = places();
  // Ids are evenly spread: the place of one is near its share of the first bytes. Those are kept beside, so that few
  // places are looked at themselves.
  const std::uint64_t head = head_of(id);
  const std::size_t guess =
      static_cast<std::size_t>(static_cast<double>(head) / 18446744073709551616.0 * static_cast<double>(heads_.size()));
  constexpr std::size_t kSpan = 256;
  std::size_t low = guess > kSpan ? guess - kSpan : 0;
  std::size_t high = std::min(heads_.size(), guess + kSpan);
  if (low > 0 && heads_[low] >= head) {
    low = 0;
  }
  if (high < heads_.size() && heads_[high] < head) {
    high = heads_.size();
  }
  auto at = static_cast<std::size_t>(std::lower_bound(heads_.begin() + static_cast<std::ptrdiff_t>(low),
                                                      heads_.begin() + static_cast<std::ptrdiff_t>(high), head) -
                                     heads_.begin());
  while (at < all.size() && heads_[at] == head && all[at].id < id) {
    ++at;
  }
  return at < all.size() && all[at].id == id ? std::optional(at) : std::nullopt;
}

fs::path GitObjectStore::loose_path(const ObjectPlace& place) const {
  const std::string digits = ports::to_hex(place.id, shape_.id_size);
  return object_folders_[place.pack & ~ObjectPlace::kLoose] / digits.substr(0, 2) / digits.substr(2);
}

Error GitObjectStore::damaged(const ports::ObjectId& id, std::string_view why) const {
  return {ErrorKind::kIncomplete, fmt::format("object {}: {}", ports::to_hex(id, shape_.id_size), why)};
}

Result<ports::StoredObject> GitObjectStore::read_packed(const Pack& pack, std::uint64_t offset) const {
  const std::string_view bytes = pack.file.bytes();
  std::vector<std::string> deltas;
  std::string room;
  for (;;) {
    const auto entry = read_pack_entry(bytes, offset, shape_.id_size);
    if (!entry || deltas.size() > kMostDeltas || !inflate_exactly(bytes.substr(entry->stream), entry->size, room)) {
      return fail(ErrorKind::kIncomplete, fmt::format("{}: the pack is damaged at {}", pack.name, offset));
    }
    if (entry->kind <= 4) {
      ports::StoredObject object{static_cast<ports::ObjectKind>(entry->kind), std::move(room)};
      for (auto delta = deltas.rbegin(); delta != deltas.rend(); ++delta) {
        if (!apply_delta(object.content, *delta, room)) {
          return fail(ErrorKind::kIncomplete, fmt::format("{}: a delta before {} is damaged", pack.name, offset));
        }
        std::swap(object.content, room);
      }
      return object;
    }
    deltas.push_back(std::move(room));
    room.clear();
    if (entry->kind == 6) {
      offset -= entry->back;
    } else if (const auto base = pack.index.find(entry->base)) {
      offset = *base;
    } else {
      return fail(ErrorKind::kIncomplete, fmt::format("{}: the base of a delta is not there", pack.name));
    }
  }
}

Result<ports::StoredObject> GitObjectStore::read(const ports::ObjectId& id) const {
  std::optional<Error> trouble;
  for (const Pack& pack : packs_) {
    if (const auto offset = pack.index.find(id)) {
      auto object = read_packed(pack, *offset);
      if (object) {
        return object;
      }
      trouble = damaged(id, object.error().message);
    }
  }
  const std::string digits = ports::to_hex(id, shape_.id_size);
  for (const fs::path& folder : object_folders_) {
    const MappedFile file(folder / digits.substr(0, 2) / digits.substr(2));
    if (file.bytes().empty()) {
      continue;
    }
    if (auto object = read_loose_as(id, shape_.id_size, file.bytes())) {
      return std::move(*object);
    }
    trouble = damaged(id, "the file is damaged");
  }
  return trouble ? Result<ports::StoredObject>(fail(std::move(*trouble)))
                 : fail(ErrorKind::kNotFound, fmt::format("object {} is not here", digits));
}

Result<ports::ObjectId> GitObjectStore::complete(std::string_view digits) const {
  constexpr std::size_t kFewest = 4;
  if (digits.size() < kFewest || digits.size() > shape_.id_size * 2 || !is_hex(digits)) {
    return fail(ErrorKind::kNotFound, fmt::format("'{}' is not an object's id", digits));
  }
  std::string lowest(digits);
  lowest.resize(shape_.id_size * 2, '0');
  const auto first = *ports::object_id_from_hex(lowest);
  const auto& all = places();
  const auto at = std::lower_bound(all.begin(), all.end(), first,
                                   [](const ObjectPlace& place, const ports::ObjectId& id) { return place.id < id; });
  const auto begins = [&](auto place) {
    return place != all.end() && ports::to_hex(place->id, shape_.id_size).starts_with(digits);
  };
  if (!begins(at)) {
    return fail(ErrorKind::kNotFound, fmt::format("no object's id begins with '{}'", digits));
  }
  if (begins(std::next(at))) {
    return fail(ErrorKind::kInvalid, fmt::format("the ids of several objects begin with '{}'", digits));
  }
  return at->id;
}

Result<std::vector<ports::IndexEntry>> GitObjectStore::index() const {
  const auto fault = [](const fs::path& file, std::string_view what) {
    return fail(ErrorKind::kIncomplete, fmt::format("git's index ({}) {}", file.string(), what));
  };
  constexpr std::string_view kDamaged = "is damaged, or of a form that is not known";
  const MappedFile file(folder_.index);
  if (file.is_missing() && !folder_.is_index_named) {
    return std::vector<ports::IndexEntry>();
  }
  if (file.bytes().empty()) {
    return fault(folder_.index, file.is_missing() ? "is not there" : "cannot be read, or is empty");
  }
  auto index = read_index(file.bytes(), shape_.id_size);
  if (!index) {
    return fault(folder_.index, kDamaged);
  }
  if (!index->shared || index->shared->id == ports::ObjectId()) {
    return std::move(index->entries);
  }
  const fs::path name = folder_.git.git / ("sharedindex." + ports::to_hex(index->shared->id, shape_.id_size));
  const MappedFile shared_file(name);
  const std::string_view bytes = shared_file.bytes();
  const auto shared = read_index(bytes, shape_.id_size);
  if (!shared || ports::object_id_from_bytes(bytes.substr(bytes.size() - shape_.id_size)) != index->shared->id) {
    return fault(name, bytes.empty() ? "cannot be read, though the index is split" : kDamaged);
  }
  auto entries = join_index(*index, *shared);
  return entries ? Result<std::vector<ports::IndexEntry>>(std::move(*entries)) : fault(folder_.index, kDamaged);
}

Result<std::unique_ptr<ports::ObjectStore>> GitObjectStores::open(const fs::path& folder) {
  auto found = find_store_folder(files_, environment_, folder);
  if (!found) {
    return fail(std::move(found.error()));
  }
  return std::unique_ptr<ports::ObjectStore>(std::make_unique<GitObjectStore>(files_, std::move(*found)));
}

}  // namespace ropewalk::git
