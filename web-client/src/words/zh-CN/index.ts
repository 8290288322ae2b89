import { attendance } from './attendance';
import { branchPage } from './branch';
import { hostConsole } from './console';
import { desk } from './desk';
import { hall } from './hall';
import { planning } from './planning';
import { post } from './post';
import { shell } from './shell';
import { streams } from './streams';

/** Every text of the client in Simplified Chinese, the first language; a file an area. */
export const chinese = {
  ...shell,
  ...hall,
  ...hostConsole,
  ...branchPage,
  ...desk,
  ...planning,
  ...post,
  ...attendance,
  ...streams,
};
