#include "backends/host/host_backend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "ports/fake/process.h"

namespace ropewalk::backends {
namespace {

using testing::HasSubstr;

class HostBackendTest : public testing::Test {
 protected:
  ports::FakeProcess process_;
  ports::FakeFiles files_;
  ports::FakeEnvironment environment_;
  HostBackend host_{process_, files_, environment_};
};

TEST_F(HostBackendTest, IsThePlaceOfJobsWithoutContainers) {
  EXPECT_TRUE(host_.supports({}));
  const auto container = host_.supports({.container = true, .services = false});
  ASSERT_FALSE(container);
  EXPECT_EQ(container.error().kind, ErrorKind::kIncomplete);
  EXPECT_THAT(container.error().message, HasSubstr("runs in a container"));
  EXPECT_THAT(host_.supports({.container = false, .services = true}).error().message, HasSubstr("service containers"));
}

TEST_F(HostBackendTest, APlaceIsThisMachineItself) {
  const auto place = host_.prepare({}, {});
  ASSERT_TRUE(place);
  EXPECT_EQ(&(*place)->files(), &files_);
  EXPECT_EQ(&(*place)->environment(), &environment_);
  EXPECT_EQ((*place)->inside("/work/a"), "/work/a");
  EXPECT_EQ((*place)->outside("/work/a"), "/work/a");
  EXPECT_FALSE((*place)->tool("python", "/usr/bin"));
  EXPECT_TRUE((*place)->close());
}

}  // namespace
}  // namespace ropewalk::backends
