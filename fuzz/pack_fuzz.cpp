// Fuzzes a whole repository of one pack: bases, deltas against what lies before and against ids (also against
// themselves, and in circles), damaged streams, damaged indexes. What is visited and what cannot be read is together
// all that the index names; what is visited is what reading the object alone gives; what a delta brought in lies within
// it.
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "git/store/git_object_store.h"
#include "platform/files.h"
#include "platform/machine.h"

namespace fs = std::filesystem;

namespace {

using namespace ropewalk;

constexpr std::size_t kIdSize = 20;

/// Takes the input apart; zeros when there is no more of it.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : text_(reinterpret_cast<const char*>(data), size) {}
  [[nodiscard]] bool is_done() const { return text_.empty(); }
  unsigned byte() {
    const std::string_view taken = take(1);
    return taken.empty() ? 0U : static_cast<unsigned char>(taken[0]);
  }
  std::string_view take(std::size_t count) {
    const std::string_view taken = text_.substr(0, count);
    text_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view text_;
};

std::string number_bytes(std::uint64_t value, int count) {
  std::string bytes;
  while (count-- > 0) {
    bytes += static_cast<char>((value >> (8 * count)) & 0xffU);
  }
  return bytes;
}

std::string id_of(std::size_t number) {
  return std::string(1, static_cast<char>(number * 7)) + std::string(kIdSize - 2, 'i') + static_cast<char>(number);
}

std::string compressed(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
            static_cast<uLong>(text.size()), 1);
  out.resize(size);
  return out;
}

std::string length_bytes(std::uint64_t size) {
  std::string bytes;
  do {
    bytes += static_cast<char>((size & 0x7fU) | (size > 0x7fU ? 0x80U : 0U));
    size >>= 7U;
  } while (size != 0);
  return bytes;
}

std::string entry_head(unsigned kind, std::uint64_t size) {
  std::string head(1, static_cast<char>((kind << 4U) | (size & 15U) | (size > 15 ? 0x80U : 0U)));
  return size > 15 ? head + length_bytes(size >> 4U) : head;
}

std::string back_bytes(std::uint64_t back) {
  std::string bytes(1, static_cast<char>(back & 0x7fU));
  while ((back >>= 7U) != 0) {
    bytes.insert(bytes.begin(), static_cast<char>(0x80U | (--back & 0x7fU)));
  }
  return bytes;
}

struct Made {
  std::string pack = std::string("PACK\0\0\0\2", 8) + std::string(4, '\0');
  std::vector<std::uint64_t> offsets;
};

/// A pack of the entries that the input describes.
Made make_pack(Bytes& bytes) {
  Made made;
  std::vector<std::uint64_t> sizes;
  constexpr std::size_t kMostEntries = 30;
  while (!bytes.is_done() && made.offsets.size() < kMostEntries) {
    const unsigned word = bytes.byte();
    const unsigned choice = bytes.byte();
    std::string payload(bytes.take(bytes.byte()));
    const std::uint64_t offset = made.pack.size();
    unsigned kind = word % 8;
    std::string base;
    if (kind == 5) {
      kind = 6;
    }
    const std::size_t before = made.offsets.size();
    if (kind == 6 && before > 0) {
      base = back_bytes(offset - made.offsets[choice % before]);
    } else if (kind == 7) {
      base = id_of(choice % (before + 2));
    } else if (kind == 6 || kind == 0) {
      kind = 3;
    }
    // A delta mostly says the right size of its base.
    if (kind >= 6 && before > 0 && (word & 0x40U) == 0) {
      const std::uint64_t result = payload.empty() ? 0 : static_cast<unsigned char>(payload[0]) * 4U;
      payload = length_bytes(sizes[choice % before]) + length_bytes(result) + payload;
      sizes.push_back(result);
    } else {
      sizes.push_back(payload.size());
    }
    const std::uint64_t claimed = payload.size() + ((word & 0x80U) != 0 ? choice : 0);
    made.offsets.push_back(offset);
    made.pack += entry_head(kind, claimed) + base + compressed(payload);
  }
  made.pack += std::string(kIdSize, '\0');
  return made;
}

std::string make_index(const Made& made) {
  std::map<std::string, std::uint64_t> places;
  for (std::size_t number = 0; number < made.offsets.size(); ++number) {
    places[id_of(number)] = made.offsets[number];
  }
  std::string index("\377tOc\0\0\0\2", 8);
  for (unsigned first = 0; first < 256; ++first) {
    std::uint64_t count = 0;
    for (const auto& [id, offset] : places) {
      count += static_cast<unsigned char>(id[0]) <= first ? 1U : 0U;
    }
    index += number_bytes(count, 4);
  }
  std::string ids;
  std::string offsets;
  for (const auto& [id, offset] : places) {
    ids += id;
    offsets += number_bytes(offset, 4);
  }
  return index + ids + std::string(places.size() * 4, '\0') + offsets + std::string(kIdSize * 2, '\0');
}

void damage(std::string& bytes, Bytes& input) {
  const unsigned high = input.byte();
  const std::size_t at = high * 256U + input.byte();
  bytes[at % bytes.size()] = static_cast<char>(input.byte());
}

void write(const fs::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// A bare repository in memory.
class Bench {
 public:
  Bench() : top_("/dev/shm/ropewalk-pack-fuzz-" + std::to_string(::getpid())) {
    fs::remove_all(top_);
    fs::create_directories(top_ / "objects/pack");
    fs::create_directories(top_ / "refs");
    write(top_ / "HEAD", "ref: refs/heads/main\n");
  }
  ~Bench() { fs::remove_all(top_); }

  void look(std::string_view pack, std::string_view index) {
    write(top_ / "objects/pack/pack-a.pack", pack);
    write(top_ / "objects/pack/pack-a.idx", index);
    const auto store = git::GitObjectStores(files_, environment_).open(top_);
    if (!store) {
      std::abort();
    }
    std::map<std::size_t, std::string> seen;
    const auto note = [&](const ports::ObjectStore::Visited& object) {
      check(object);
      if (!seen.emplace(object.number, object.content).second) {
        std::abort();
      }
    };
    const auto trouble = (*store)->visit({{.wants = [](ports::ObjectKind) { return true; }, .visit = note}}, 1);
    if (seen.size() + trouble.size() < (*store)->count()) {
      std::abort();
    }
    for (std::size_t number = 0; number < (*store)->count(); ++number) {
      const auto object = (*store)->read((*store)->id(number));
      if (object && seen.contains(number) && object->content != seen[number]) {
        std::abort();
      }
    }
  }

 private:
  static void check(const ports::ObjectStore::Visited& object) {
    std::size_t at = 0;
    for (const auto& stretch : object.fresh != nullptr ? *object.fresh : std::vector<ports::ObjectStore::Stretch>()) {
      if (stretch.begin < at || stretch.end < stretch.begin || stretch.end > object.content.size()) {
        std::abort();
      }
      at = stretch.end;
    }
  }

  fs::path top_;
  platform::RealFiles files_;
  platform::RealEnvironment environment_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Bench bench;
  Bytes bytes(data, size);
  const unsigned wounds = bytes.byte();
  Bytes places(data + size - std::min<std::size_t>(size, 24), std::min<std::size_t>(size, 24));
  Made made = make_pack(bytes);
  std::string index = make_index(made);
  for (unsigned wound = 0; wound < wounds % 4; ++wound) {
    damage(made.pack, places);
  }
  for (unsigned wound = 0; wound < (wounds >> 2U) % 4; ++wound) {
    damage(index, places);
  }
  bench.look(made.pack, index);
  return 0;
}
