#include "release/changelog.h"

#include <gtest/gtest.h>

namespace ropewalk::release {
namespace {

Plan plan() {
  Plan made;
  made.previous = Version{1, 2, 3, {}};
  made.previous_tag = "v1.2.3";
  made.version = Version{1, 3, 0, {}};
  made.tag = "v1.3.0";
  made.commits.push_back({.commit = {.sha = "0123456789", .author_name = "Ada", .message = "feat(api): add (#7)"},
                          .notes = {{*read_header("feat(api): add (#7)"), Level::kMinor, {}}}});
  return made;
}

TEST(Changelog, ANewFileGetsATitle) {
  EXPECT_EQ(with_entry("", plan(), {.date = "2026-01-02"}),
            "# Changelog\n\n## 1.3.0 - 2026-01-02\n\n### Features\n\n- **api:** add (#7) (0123456)\n\n### "
            "Contributors\n\n- Ada\n");
}

TEST(Changelog, TheEntryLooksAsTheLastOneDoes) {
  const NotesOptions options{.web = "https://x/o/p", .date = "2026-01-02", .names_contributors = false};
  const std::string kept =
      with_entry("# Log\n\n## [Unreleased]\n\n## [1.2.3] - 2025-01-01\n\n- a\n\n[1.2.3]: https://x\n", plan(), options);
  EXPECT_NE(kept.find("## [Unreleased]\n\n## [1.3.0] - 2026-01-02\n"), std::string::npos) << kept;
  EXPECT_NE(kept.find("[1.3.0]: https://x/o/p/compare/v1.2.3...v1.3.0\n[1.2.3]: https://x\n"), std::string::npos)
      << kept;
  const std::string linked = with_entry("# v1.2.3 (2025-01-01)\n\n- a\n", plan(), options);
  EXPECT_TRUE(linked.starts_with("# v1.3.0 (2026-01-02)\n")) << linked;
}

TEST(Changelog, AnEntryIsMadeOnce) {
  const std::string once = with_entry("", plan(), {});
  EXPECT_EQ(with_entry(once, plan(), {}), once);
  EXPECT_TRUE(has_entry(once, Version{1, 3, 0, {}}));
  EXPECT_FALSE(has_entry("```\n## 1.3.0\n```\n", Version{1, 3, 0, {}}));
  EXPECT_EQ(entry_of("## 1.3.0\n\n- a\n\n## 1.2.3\n\n- b\n", Version{1, 3, 0, {}}), "- a\n");
}

TEST(Changelog, LineEndsStay) {
  const std::string text = with_entry("## 1.2.3\r\n\r\n- a\r\n", plan(), {});
  EXPECT_EQ(text.find("\n- a\n"), std::string::npos);
  EXPECT_NE(text.find("## 1.3.0\r\n"), std::string::npos);
}

}  // namespace
}  // namespace ropewalk::release
