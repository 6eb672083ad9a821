// Fuzzes the unpacking of archives that a workflow may have made of anything: whatever is in one, nothing outside of
// the folder comes into being, changes or goes.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "platform/archive.h"

namespace fs = std::filesystem;

namespace {

/// A folder in memory with an archive, a file that must stay as it is, and the folder to unpack into.
class Bench {
 public:
  Bench() : top_("/dev/shm/ropewalk-archive-fuzz-" + std::to_string(::getpid())) {
    fs::remove_all(top_);
    fs::create_directories(top_);
    std::ofstream(top_ / "canary") << "alive";
  }
  ~Bench() { fs::remove_all(top_); }

  void unpack(const std::uint8_t* data, std::size_t size) {
    std::ofstream(top_ / "archive", std::ios::binary)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    fs::create_directory(top_ / "in");
    fs::create_directory_symlink("..", top_ / "in" / "out");  // was there before; leads outside
    static_cast<void>(archive_.unpack(top_ / "archive", top_ / "in", {}));
    static_cast<void>(archive_.list(top_ / "archive"));
    check();
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(top_ / "in", ignored)) {
      if (entry.is_directory() && !entry.is_symlink()) {
        fs::permissions(entry.path(), fs::perms::owner_all, ignored);
      }
    }
    fs::remove_all(top_ / "in");
  }

 private:
  void check() const {
    std::string text;
    std::ifstream(top_ / "canary") >> text;
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(top_)) {
      ++entries;
    }
    if (text != "alive" || entries != 3) {
      std::abort();
    }
  }

  fs::path top_;
  ropewalk::platform::RealArchive archive_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Bench bench;
  bench.unpack(data, size);
  return 0;
}
