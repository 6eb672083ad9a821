#include "app/read_source.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "workflow/reader.h"

namespace ropewalk::app {
namespace {

using ports::FileType;

/// A UTF-16 unit, which GitHub counts, has at most three bytes.
constexpr std::uint64_t kMostBytes = 3 * workflow::ReadOptions().max_file_size;

/// Why a path below a folder is no file that can be read.
Result<void> check(const ports::Files& files, const WorkflowPath& path) {
  const FileType type = files.type_followed(path.path);
  if (type == FileType::kMissing && files.type(path.path) == FileType::kSymlink) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is a link to a file that does not exist", path.name));
  }
  if (type == FileType::kOther || type == FileType::kDirectory) {
    return fail(ErrorKind::kInvalid, fmt::format("{} is not a file", path.name));
  }
  const auto size = files.size(path.path);
  if (size && *size > kMostBytes) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: The maximum file size of {} characters has been exceeded",
                                                 path.name, workflow::ReadOptions().max_file_size));
  }
  return {};
}

SourceFilePtr make_source(const std::string& name, std::string text) {
  return std::make_shared<const SourceFile>(name, std::move(text));
}

}  // namespace

Result<SourceFilePtr> read_source(const ports::Files& files, const std::filesystem::path& path,
                                  const std::string& name) {
  auto text = files.read(path);
  return text ? Result<SourceFilePtr>(make_source(name, *std::move(text))) : fail(std::move(text.error()));
}

Result<SourceFilePtr> read_source(const ports::Files& files, const WorkflowPath& path) {
  if (path.is_named && files.type_followed(path.path) == FileType::kOther) {
    return read_source(files, path.path, path.name);
  }
  if (auto checked = check(files, path); !checked) {
    return fail(std::move(checked.error()));
  }
  auto text = files.read_regular(path.path, kMostBytes, ports::Links::kFollow);
  return text ? Result<SourceFilePtr>(make_source(path.name, *std::move(text))) : fail(std::move(text.error()));
}

}  // namespace ropewalk::app
