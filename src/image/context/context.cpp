#include "image/context/context.h"

#include <fmt/format.h>

#include <set>

#include "base/hash.h"
#include "image/context/tar_writer.h"

namespace ropewalk::image {
namespace {

using ports::FileEntry;
using ports::FileType;

/// Adds the folders above a path that are not in the archive yet.
void add_folders(TarWriter& archive, const std::string& path, std::set<std::string>& known) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    std::string folder = path.substr(0, slash);
    if (known.insert(folder).second) {
      archive.folder(folder);
    }
  }
}

}  // namespace

Result<Context> pack_context(const ContextRequest& request, const ports::Files& files) {
  const IgnoreList& ignored = *request.ignored;
  auto entries = files.walk(request.folder, [&](const FileEntry& entry) {
    const std::string path = entry.path.generic_string();
    return ignored.is_ignored(path) && !ignored.may_take_back_below(path) ? ports::Walk::kSkip : ports::Walk::kEnter;
  });
  if (!entries) {
    return fail(std::move(entries.error()));
  }
  Context context;
  TarWriter archive(request.time);
  std::set<std::string> folders;
  for (const FileEntry& entry : *entries) {
    const std::string path = entry.path.generic_string();
    if (ignored.is_ignored(path)) {
      continue;
    }
    add_folders(archive, path, folders);
    if (entry.type == FileType::kDirectory) {
      if (folders.insert(path).second) {
        archive.folder(path);
      }
    } else if (entry.type == FileType::kSymlink) {
      auto target = files.read_symlink(request.folder / entry.path);
      if (!target) {
        return fail(std::move(target.error()));
      }
      archive.symlink(path, target->string());
      ++context.files;
    } else if (entry.type == FileType::kFile) {
      auto bytes = files.read(request.folder / entry.path);
      if (!bytes) {
        return fail(std::move(bytes.error()));
      }
      archive.file(path, *bytes, entry.is_executable);
      ++context.files;
    }
    // Sockets, pipes and devices are no part of a context, as with Docker.
  }
  for (const dockerfile::ContextText& text : request.dockerfile->files) {
    add_folders(archive, text.path, folders);
    archive.file(text.path, text.content, false);
  }
  add_folders(archive, std::string(kDockerfileInContext), folders);
  archive.file(kDockerfileInContext, request.dockerfile->text, false);
  context.archive = archive.finish();
  context.digest = to_hex(sha256(context.archive));
  return context;
}

}  // namespace ropewalk::image
