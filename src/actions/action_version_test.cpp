#include "actions/action_version.h"

#include <gtest/gtest.h>

namespace ropewalk::actions {
namespace {

constexpr int kNewest = ActionVersion::kNewest;

TEST(ActionVersion, IsReadFromATag) {
  EXPECT_EQ(action_version("v4.1.8"), (ActionVersion{4, 1, 8}));
  EXPECT_EQ(action_version("4.1.8"), (ActionVersion{4, 1, 8}));
  EXPECT_EQ(action_version("v4"), (ActionVersion{4, kNewest, kNewest}));
  EXPECT_EQ(action_version("v4.1"), (ActionVersion{4, 1, kNewest}));
  EXPECT_EQ(action_version("v3-node20"), (ActionVersion{3, kNewest, kNewest}));
  EXPECT_EQ(action_version("v3.1.0-node20"), (ActionVersion{3, 1, 0}));
  EXPECT_EQ(action_version("releases/v2"), (ActionVersion{2, kNewest, kNewest}));
}

TEST(ActionVersion, ATagOfOneNumberIsItsNewestRelease) {
  EXPECT_GT(action_version("v4"), (ActionVersion{4, 6, 2}));
  EXPECT_LT(action_version("v4"), (ActionVersion{5, 0, 0}));
}

TEST(ActionVersion, IsKnownForTheCommitOfARelease) {
  // actions/download-artifact v4.3.0 and v5.0.0
  EXPECT_EQ(action_version("d3f86a106a0bac45b974a628896c90dbdf5c8093"), (ActionVersion{4, 3, 0}));
  EXPECT_EQ(action_version("634f93cb2916e3fdff6788551b99b062d0335ce0"), (ActionVersion{5, 0, 0}));
}

TEST(ActionVersion, IsTheNewestForEverythingElse) {
  for (const char* const ref :
       {"main", "feature/x", "", "v", "v4x", "v4.", "v4.1.2.3", "vnext", "v99999999999",
        "1234567890123456789012345678901234567890", "a123456789012345678901234567890123456789"}) {
    EXPECT_EQ(action_version(ref), ActionVersion()) << ref;
  }
}

}  // namespace
}  // namespace ropewalk::actions
