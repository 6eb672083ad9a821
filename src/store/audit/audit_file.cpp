#include "store/audit/audit_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "deploy/audit/kept_head.h"
#include "store/owner_only.h"

namespace ropewalk::store {
namespace {

/// Lines are some hundred bytes; the last one is looked for in so many.
constexpr off_t kTail = off_t{1} << 20;

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {}
  ~OpenFile() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

struct Tail {
  deploy::AuditHead head;
  std::optional<json::object> facts;
};

class AuditFile final : public deploy::AuditLog {
 public:
  explicit AuditFile(std::filesystem::path folder) : folder_(std::move(folder)), path_(folder_ / "audit.log") {}

  Result<deploy::AuditHead> extend(const deploy::NextFacts& next) override {
    if (auto made = make_owner_only(folder_); !made) {
      return fail(std::move(made.error()));
    }
    // The lock goes with the descriptor, however this process ends.
    const OpenFile file(path_);
    if (file.get() < 0) {
      return trouble("cannot be opened");
    }
    while (::flock(file.get(), LOCK_EX) != 0) {
      if (errno != EINTR) {
        return trouble("cannot be locked");
      }
    }
    auto tail = read_tail(file.get());
    if (!tail) {
      return fail(std::move(tail.error()));
    }
    const auto facts = next(tail->facts ? &*tail->facts : nullptr);
    if (!facts) {
      return fail(facts.error());
    }
    std::string lines;
    deploy::AuditHead head = tail->head;
    const auto kept = read_kept();
    const bool is_changed =
        kept && (kept->count > head.count || (kept->count == head.count && kept->hash != head.hash));
    for (json::object one : *facts) {
      if (is_changed && lines.empty()) {
        one[deploy::kGapFact] = kept->count;
      }
      const std::string line = deploy::audit_line(head, one);
      head = deploy::head_after(head, line);
      lines += line;
    }
    if (!lines.empty()) {
      if (auto written = append(file.get(), lines); !written) {
        return fail(std::move(written.error()));
      }
      keep(head);
    }
    return head;
  }

 private:
  /// The head that was written last, in a file of its own. It may be older than the log's, after a kill.
  [[nodiscard]] std::optional<deploy::AuditHead> read_kept() const {
    std::ifstream in(folder_ / deploy::kAuditHeadFile);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    return deploy::read_audit_head(text);
  }
  /// Always of one length, so that it is never half of two. The log itself is what has to be on the disk.
  void keep(const deploy::AuditHead& head) const {
    const std::string text = deploy::audit_head_text(head);
    const int fd = ::open((folder_ / deploy::kAuditHeadFile).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
      static_cast<void>(::pwrite(fd, text.data(), text.size(), 0) == 0);
      ::close(fd);
    }
  }

  [[nodiscard]] tl::unexpected<Error> trouble(std::string_view what) const {
    return fail(ErrorKind::kInternal,
                fmt::format("the audit log {} {}: {}", path_.string(), what, std::strerror(errno)));
  }

  /// The last whole line. What stands behind it was written by a process that was killed in the middle, and goes.
  [[nodiscard]] Result<Tail> read_tail(int fd) const {
    struct stat facts{};
    if (::fstat(fd, &facts) != 0) {
      return trouble("cannot be read");
    }
    const off_t start = facts.st_size > kTail ? facts.st_size - kTail : 0;
    std::string bytes(static_cast<std::size_t>(facts.st_size - start), '\0');
    for (std::size_t got = 0; got < bytes.size();) {
      const ssize_t count = ::pread(fd, bytes.data() + got, bytes.size() - got, start + static_cast<off_t>(got));
      if (count <= 0 && errno != EINTR) {
        return trouble("cannot be read");
      }
      got += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    const std::size_t end = bytes.rfind('\n');
    if (end == std::string::npos && start > 0) {
      return fail(ErrorKind::kInvalid, fmt::format("the audit log {} ends with a line that is none", path_.string()));
    }
    const off_t whole = end == std::string::npos ? 0 : start + static_cast<off_t>(end) + 1;
    if (whole < facts.st_size && ::ftruncate(fd, whole) != 0) {
      return trouble("cannot be repaired");
    }
    if (end == std::string::npos) {
      return Tail{};
    }
    const std::size_t before = end == 0 ? std::string::npos : bytes.rfind('\n', end - 1);
    return read_line(std::string_view(bytes).substr(before == std::string::npos ? 0 : before + 1,
                                                    end - (before == std::string::npos ? 0 : before + 1)));
  }

  [[nodiscard]] Result<Tail> read_line(std::string_view line) const {
    const auto facts = line.size() > 65 ? parse_json(line.substr(65), "the audit log") : Result<json::value>();
    const json::value* const number = facts && facts->is_object() ? facts->as_object().if_contains("n") : nullptr;
    if (number == nullptr || !number->is_int64()) {
      return fail(ErrorKind::kInvalid, fmt::format("the audit log {} ends with a line that is none", path_.string()),
                  "see what `ropewalk audit verify` says");
    }
    return Tail{{number->as_int64(), std::string(line.substr(0, 64))}, facts->as_object()};
  }

  [[nodiscard]] Result<void> append(int fd, std::string_view lines) const {
    while (!lines.empty()) {
      const ssize_t count = ::write(fd, lines.data(), lines.size());
      if (count < 0 && errno != EINTR) {
        return trouble("cannot be written");
      }
      lines.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    if (::fdatasync(fd) != 0) {
      return trouble("cannot be written");
    }
    return {};
  }

  std::filesystem::path folder_;
  std::filesystem::path path_;
};

}  // namespace

std::unique_ptr<deploy::AuditLog> make_audit_file(const std::filesystem::path& folder) {
  return std::make_unique<AuditFile>(folder);
}

}  // namespace ropewalk::store
