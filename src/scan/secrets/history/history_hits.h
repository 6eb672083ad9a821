// The findings of a history: the same secret of the same rule under the same path is one, of the commit in which it
// first stood there.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "ports/object_store.h"
#include "scan/secrets/detect/detector.h"

namespace ropewalk::scan {

/// What was found in one of a blob's texts.
struct FoundInText {
  std::string path;
  std::vector<Hit> hits;
};

class HistoryHits {
 public:
  /// All of them outlive it.
  HistoryHits(const ports::ObjectStore& store, const Detector& detector, int archive_depth)
      : store_(store), detector_(detector), archive_depth_(archive_depth) {}

  /// What was found before: found again it is not told again.
  void know(const Report& earlier);

  /// For a name under which something is that looks like a secret, and that nothing is looked for in.
  void tell_if_passed_over(const std::string& path);

  /// What is in all texts of a blob under the name that it has there; several threads may look at once. Without a
  /// commit it is in none.
  [[nodiscard]] std::vector<FoundInText> look_at_texts(std::string_view content, const std::string& path,
                                                       const std::optional<ports::ObjectId>& commit) const;
  /// In one of them, which is no archive.
  [[nodiscard]] FoundInText look_at_text(std::string_view text, const std::string& path,
                                         const std::optional<ports::ObjectId>& commit) const;
  void add(const std::vector<FoundInText>& found, const std::optional<ports::ObjectId>& commit);
  /// What is in the path itself.
  void add_name(const std::string& path, const ports::ObjectId& commit);
  /// Of a commit or a tag: `(commit message)`.
  void add_message(std::string_view message, const std::string& name, const ports::ObjectId& id);

  std::vector<Finding> findings;
  std::vector<Skipped> skipped;

 private:
  void add(const std::vector<Hit>& hits, const std::string& path, const std::optional<ports::ObjectId>& commit);
  [[nodiscard]] std::string text_of(const std::optional<ports::ObjectId>& id) const;

  const ports::ObjectStore& store_;
  const Detector& detector_;
  int archive_depth_;
  /// Rule, SHA-256 of the secret, path.
  std::set<std::tuple<std::string, std::string, std::string>> known_;
  std::set<std::string> passed_over_;
};

struct NotOpened;

/// An archive of which something was not looked into: its names are the history's affair, the id is one.
void add_not_opened_of_history(const NotOpened& passed, const std::string& id, Report& report);

}  // namespace ropewalk::scan
