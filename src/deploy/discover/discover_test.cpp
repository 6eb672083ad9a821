#include "deploy/discover/discover.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "deploy/discover/command_line.h"
#include "deploy/discover/dockerfile.h"
#include "ports/fake/files.h"

namespace ropewalk::deploy {
namespace {

using testing::ElementsAre;

TEST(Adapt, AServersHostAndPortBecomePlaceholders) {
  const ServerCommand command = adapt(shell_words("uvicorn app.main:app --host 0.0.0.0 --port=9000 --workers 4"));
  EXPECT_THAT(command.words,
              ElementsAre("uvicorn", "app.main:app", "--workers", "4", "--host", "{host}", "--port", "{port}"));
  EXPECT_EQ(command.port, 9000);
  EXPECT_EQ(command.workers, 4);
  EXPECT_TRUE(command.takes_port);
}

TEST(Adapt, WrappersAndFoldersAreDropped) {
  EXPECT_THAT(adapt(shell_words("poetry run /venv/bin/gunicorn -b :8080 'app:create()'")).words,
              ElementsAre("gunicorn", "app:create()", "--bind", "{host}:{port}"));
  EXPECT_THAT(adapt(shell_words("python -m uvicorn app:app --reload")).words,
              ElementsAre("python", "-m", "uvicorn", "app:app", "--host", "{host}", "--port", "{port}"));
  EXPECT_FALSE(adapt(shell_words("python -m parcels")).takes_port);
  EXPECT_TRUE(adapt({}).words.empty());
}

TEST(ReadDockerfile, TakesWhatTheLastStageSays) {
  const DockerfileFacts facts = read_dockerfile(
      "FROM python AS build\nEXPOSE 1\nENV A=1\nRUN pip install -r requirements/runtime.txt\n"
      "FROM python\nENV PATH=/x:$PATH \\\n    HOST=0.0.0.0 DB=/data/shop.db OTHER=/opt/x\nVOLUME /data\nEXPOSE "
      "8000/tcp\n"
      "HEALTHCHECK CMD curl -f http://localhost:8000/readyz || exit 1\nCMD [\"python\", \"-m\", \"shop\"]\n");
  EXPECT_THAT(facts.command, ElementsAre("python", "-m", "shop"));
  EXPECT_EQ(facts.port, 8000);
  EXPECT_EQ(facts.health_path, "/readyz");
  EXPECT_THAT(facts.environment, ElementsAre(std::pair("HOST", "0.0.0.0"), std::pair("DB", "{data}/shop.db")));
  EXPECT_THAT(facts.requirements, ElementsAre("requirements/runtime.txt"));
}

TEST(FindService, AFastApiApplicationNeedsNoConfiguration) {
  ports::FakeFiles files;
  files.add("/shop/requirements.txt", "fastapi\n");
  files.add("/shop/app/main.py",
            "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get(\"/healthz\")\ndef h(): ...\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->spec.command, ElementsAre("uvicorn", "app.main:app", "--host", "{host}", "--port", "{port}"));
  EXPECT_EQ(found->spec.health_path, "/healthz");
  EXPECT_EQ(found->spec.port, 8000);
  EXPECT_THAT(found->spec.requirements, ElementsAre("requirements.txt"));
  EXPECT_THAT(found->spec.packages, ElementsAre("uvicorn"));
}

TEST(FindService, AFlaskFactoryRunsUnderGunicorn) {
  ports::FakeFiles files;
  files.add("/shop/requirements.txt", "flask\ngunicorn\n");
  files.add("/shop/shop/__init__.py", "def create_app():\n    app = Flask(__name__)\n    return app\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->spec.command, ElementsAre("gunicorn", "shop:create_app()", "--bind", "{host}:{port}"));
  EXPECT_TRUE(found->spec.packages.empty());
  EXPECT_TRUE(found->spec.any_answer_is_healthy);
}

TEST(FindService, AProgramIsToldItsPortByTheVariableThatItReads) {
  ports::FakeFiles files;
  files.add("/shop/shop/__main__.py",
            "import os, uvicorn\nuvicorn.run(app, port=int(os.environ[\"SHOP_PORT\"]), host=os.environ['SHOP_HOST'])\n"
            "db = os.environ['DB_PORT']\n");
  const auto found = find_service(files, "/shop", "");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->spec.command, ElementsAre("python", "-m", "shop"));
  const auto has = [&](const char* name, const char* value) {
    return std::find(found->spec.environment.begin(), found->spec.environment.end(),
                     std::pair<std::string, std::string>(name, value)) != found->spec.environment.end();
  };
  EXPECT_TRUE(has("SHOP_PORT", "{port}"));
  EXPECT_TRUE(has("SHOP_HOST", "{host}"));
  EXPECT_FALSE(has("DB_PORT", "{port}"));
}

TEST(FindService, AFolderWithoutOneIsAnErrorThatHelps) {
  ports::FakeFiles files;
  files.add("/shop/README.md", "");
  const auto found = find_service(files, "/shop", "");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(found.error().hint.find("service: command:"), std::string::npos);
}

}  // namespace
}  // namespace ropewalk::deploy
