// All refs of a repository from their files (gitrepository-layout(5), git-pack-refs(1)), and what of them cannot be
// read: a ref that is passed over hides all that it leads to.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ports/files.h"
#include "ports/object_store.h"

namespace ropewalk::git {

class RefFiles {
 public:
  /// `files` outlives it. `id_size` is the number of bytes of an id.
  RefFiles(const ports::Files& files, std::size_t id_size) : files_(files), id_size_(id_size) {}

  /// All files below a folder; folders that are links are gone into. Names begin with `name`.
  void add_folder(const ports::Path& folder, const std::string& name);
  /// What `packed-refs` has and was not added before: a file of its own is newer.
  void add_packed(const ports::Path& file);
  /// One file, such as HEAD; that it is not there is no trouble.
  void add_file(const ports::Path& file, const std::string& name);
  /// The ids that a file has, one a line, such as MERGE_HEAD.
  void add_lines(const ports::Path& file, const std::string& name);

  /// What a name stands for, through symbolic refs. Nothing where that could not be read.
  [[nodiscard]] std::optional<std::string> find(std::string name) const;
  /// Symbolic refs are left out: what they lead to is there itself.
  [[nodiscard]] const std::vector<ports::Ref>& refs() const { return refs_; }
  [[nodiscard]] const std::vector<ports::StoreTrouble>& trouble() const { return trouble_; }

 private:
  void add(std::string name, std::string id);
  /// A file, or a link that stands for one.
  void read(const ports::Path& file, const std::string& name);
  void take(std::string_view text, const ports::Path& file, const std::string& name);
  void add_linked(const ports::Path& link, const std::string& name, std::vector<ports::Path>& way);
  void add_entries(const ports::Path& folder, const std::string& name, std::vector<ports::Path>& way);
  /// The id that a text begins with, if that is all of its first word.
  [[nodiscard]] std::optional<std::string> id_in(std::string_view text) const;
  /// True when the ref or a folder above it could not be read.
  [[nodiscard]] bool is_unknown(std::string_view name) const;
  void damaged(const ports::Path& file, const std::string& name, std::string message);
  void unreadable(const ports::Path& file, const std::string& name, const Error& error);

  const ports::Files& files_;
  std::size_t id_size_;
  std::vector<ports::Ref> refs_;
  std::map<std::string, std::string> ids_;
  /// Of symbolic refs.
  std::map<std::string, std::string> targets_;
  std::vector<ports::StoreTrouble> trouble_;
  /// The names of refs and of folders that could not be read.
  std::set<std::string> unknown_;
  std::size_t links_ = 0;
};

}  // namespace ropewalk::git
