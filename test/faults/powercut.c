/*
 * Power cut for tests, as a library for LD_PRELOAD: writes below PC_SRC go to the real file at once, but reach the copy
 * below PC_SHADOW only when the program syncs (or, with probability PC_LEAK, earlier, as a disk may). Kill the
 * program and open the copy: it holds exactly what a disk owes after a power cut. See test/store.powercut.test.ts.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <limits.h>
#define MAXFD 4096
typedef struct op { struct op *next; off_t off; size_t len; int trunc; char data[]; } op;
typedef struct file { char rel[512]; int sfd; op *head, *tail; struct file *next; } file;
static file *files; static struct { file *f; int sync; int append; } fds[MAXFD];
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static char src[512], shadow[512]; static int on=-1; static double leak; static unsigned seed=12345;
static unsigned long nsync, nwrite;
static void init(void){ if(on>=0) return; char*a=getenv("PC_SRC"),*b=getenv("PC_SHADOW"); on=a&&b; if(on){strncpy(src,a,511);strncpy(shadow,b,511);} char*l=getenv("PC_LEAK"); leak=l?atof(l):0; char*s=getenv("PC_SEED"); if(s) seed=atoi(s);}
#define REAL(t,n,...) static t(*r_##n)(__VA_ARGS__); if(!r_##n) r_##n=dlsym(RTLD_NEXT,#n)
static ssize_t (*w_pwrite)(int,const void*,size_t,off_t);
static void raww(int fd,const void*p,size_t n,off_t o){ if(!w_pwrite) w_pwrite=dlsym(RTLD_NEXT,"pwrite64"); while(n){ssize_t k=w_pwrite(fd,p,n,o); if(k<=0)return; p=(char*)p+k;n-=k;o+=k;} }
static file* getf(const char*rel){ for(file*f=files;f;f=f->next) if(!strcmp(f->rel,rel)) return f;
  file*f=calloc(1,sizeof*f); strncpy(f->rel,rel,511); char p[1100]; snprintf(p,sizeof p,"%s%s",shadow,rel);
  static int(*o)(const char*,int,...); if(!o) o=dlsym(RTLD_NEXT,"open64"); f->sfd=o(p,O_RDWR|O_CREAT,0644); f->next=files; files=f; return f; }
static void apply(file*f,op*o){ static int(*ft)(int,off_t); if(!ft) ft=dlsym(RTLD_NEXT,"ftruncate64"); if(f->sfd<0) return; if(o->trunc) ft(f->sfd,o->off); else raww(f->sfd,o->data,o->len,o->off); }
static void addop(file*f,off_t off,const void*d,size_t n,int trunc,int sync){ op*o=malloc(sizeof*o+n); o->next=0;o->off=off;o->len=n;o->trunc=trunc; if(n) memcpy(o->data,d,n);
  nwrite++; int lk= leak>0 && !trunc && (rand_r(&seed)/(double)RAND_MAX)<leak; if(sync||lk) apply(f,o); if(sync&&!f->head){free(o);return;}
  if(f->tail) f->tail->next=o; else f->head=o; f->tail=o; }
static op* take(file*f){ op*h=f->head; f->head=f->tail=0; return h; }
static void drain(file*f,op*h){ while(h){op*n=h->next; apply(f,h); free(h); h=n;} }
static void reg(int fd,const char*path,int flags){ init(); if(!on||fd<0||fd>=MAXFD) return; char abs[PATH_MAX]; if(path[0]!='/'){char c[PATH_MAX]; if(!getcwd(c,sizeof c))return; snprintf(abs,sizeof abs,"%s/%s",c,path);} else {strncpy(abs,path,PATH_MAX-1);abs[PATH_MAX-1]=0;}
  pthread_mutex_lock(&mu); fds[fd].f=0; size_t n=strlen(src); struct stat st; if(!strncmp(abs,src,n)&&(flags&O_ACCMODE)!=O_RDONLY&&!fstat(fd,&st)&&S_ISREG(st.st_mode)){ fds[fd].f=getf(abs+n); fds[fd].sync=!!(flags&O_DSYNC); fds[fd].append=!!(flags&O_APPEND); if(flags&O_TRUNC) addop(fds[fd].f,0,0,0,1,0);} pthread_mutex_unlock(&mu); }
#define OPENBODY(name) REAL(int,name,const char*,int,...); mode_t m=0; if(fl&(O_CREAT|__O_TMPFILE)){va_list a;va_start(a,fl);m=va_arg(a,int);va_end(a);} int fd=r_##name(p,fl,m); if(fd>=0) reg(fd,p,fl); return fd;
int open(const char*p,int fl,...){OPENBODY(open)} int open64(const char*p,int fl,...){OPENBODY(open64)}
#define OPENAT(name) REAL(int,name,int,const char*,int,...); mode_t m=0; if(fl&(O_CREAT|__O_TMPFILE)){va_list a;va_start(a,fl);m=va_arg(a,int);va_end(a);} int fd=r_##name(d,p,fl,m); if(fd>=0&&(p[0]=='/'||d==AT_FDCWD)) reg(fd,p,fl); return fd;
int openat(int d,const char*p,int fl,...){OPENAT(openat)} int openat64(int d,const char*p,int fl,...){OPENAT(openat64)}
int close(int fd){REAL(int,close,int); if(fd>=0&&fd<MAXFD&&on==1){pthread_mutex_lock(&mu);fds[fd].f=0;pthread_mutex_unlock(&mu);} return r_close(fd);}
static void rec(int fd,const void*b,size_t n,off_t o){ if(on!=1||fd<0||fd>=MAXFD||!fds[fd].f) return; pthread_mutex_lock(&mu); if(fds[fd].f) addop(fds[fd].f,o,b,n,0,fds[fd].sync); pthread_mutex_unlock(&mu);}
#define PW(name) ssize_t name(int fd,const void*b,size_t n,off_t o){REAL(ssize_t,name,int,const void*,size_t,off_t); ssize_t k=r_##name(fd,b,n,o); if(k>0) rec(fd,b,k,o); return k;}
PW(pwrite) PW(pwrite64)
ssize_t write(int fd,const void*b,size_t n){REAL(ssize_t,write,int,const void*,size_t); ssize_t k=r_write(fd,b,n); if(k>0&&on==1&&fd>=0&&fd<MAXFD&&fds[fd].f){off_t e=lseek(fd,0,SEEK_CUR); rec(fd,b,k,e-k);} return k;}
static void recv_(int fd,const struct iovec*v,int c,ssize_t k,off_t o){for(int i=0;i<c&&k>0;i++){size_t n=v[i].iov_len<(size_t)k?v[i].iov_len:(size_t)k; rec(fd,v[i].iov_base,n,o);o+=n;k-=n;}}
ssize_t writev(int fd,const struct iovec*v,int c){REAL(ssize_t,writev,int,const struct iovec*,int); ssize_t k=r_writev(fd,v,c); if(k>0&&on==1&&fd>=0&&fd<MAXFD&&fds[fd].f){off_t e=lseek(fd,0,SEEK_CUR); recv_(fd,v,c,k,e-k);} return k;}
#define PWV(name) ssize_t name(int fd,const struct iovec*v,int c,off_t o){REAL(ssize_t,name,int,const struct iovec*,int,off_t); ssize_t k=r_##name(fd,v,c,o); if(k>0) recv_(fd,v,c,k,o); return k;}
PWV(pwritev) PWV(pwritev64)
#define FT(name) int name(int fd,off_t o){REAL(int,name,int,off_t); int k=r_##name(fd,o); if(!k&&on==1&&fd>=0&&fd<MAXFD&&fds[fd].f){pthread_mutex_lock(&mu);addop(fds[fd].f,o,0,0,1,0);pthread_mutex_unlock(&mu);} return k;}
FT(ftruncate) FT(ftruncate64)
#define SY(name) int name(int fd){REAL(int,name,int); op*h=0;file*f=0; if(on==1&&fd>=0&&fd<MAXFD){pthread_mutex_lock(&mu); f=fds[fd].f; if(f) h=take(f); nsync++; pthread_mutex_unlock(&mu);} int k=r_##name(fd); if(f&&h){pthread_mutex_lock(&mu);drain(f,h);pthread_mutex_unlock(&mu);} return k;}
SY(fsync) SY(fdatasync)
int msync(void*a,size_t n,int fl){REAL(int,msync,void*,size_t,int); int k=r_msync(a,n,fl); if(on==1&&(fl&MS_SYNC)){pthread_mutex_lock(&mu); for(file*f=files;f;f=f->next) drain(f,take(f)); nsync++; pthread_mutex_unlock(&mu);} return k;}
int unlink(const char*p){REAL(int,unlink,const char*); int k=r_unlink(p); init(); size_t n=strlen(src); if(!k&&on==1&&!strncmp(p,src,n)){char q[1100];snprintf(q,sizeof q,"%s%s",shadow,p+n);r_unlink(q);pthread_mutex_lock(&mu);for(file**f=&files;*f;f=&(*f)->next)if(!strcmp((*f)->rel,p+n)){ strcpy((*f)->rel,"\1gone"); break;}pthread_mutex_unlock(&mu);} return k;}
int link(const char*a,const char*b){REAL(int,link,const char*,const char*); int k=r_link(a,b); init(); size_t n=strlen(src); if(!k&&on==1&&!strncmp(a,src,n)){char q[1100],r[1100];snprintf(q,sizeof q,"%s%s",shadow,a+n);snprintf(r,sizeof r,"%s%s",shadow,b+n);r_link(q,r);} return k;}
int rename(const char*a,const char*b){REAL(int,rename,const char*,const char*); int k=r_rename(a,b); init(); size_t n=strlen(src); if(!k&&on==1&&!strncmp(a,src,n)){char q[1100],r[1100];snprintf(q,sizeof q,"%s%s",shadow,a+n);snprintf(r,sizeof r,"%s%s",shadow,b+n);r_rename(q,r);pthread_mutex_lock(&mu);for(file*f=files;f;f=f->next)if(!strcmp(f->rel,b+n))strcpy(f->rel,"\1gone");for(file*f=files;f;f=f->next)if(!strcmp(f->rel,a+n))strncpy(f->rel,b+n,511);pthread_mutex_unlock(&mu);} return k;}
__attribute__((destructor)) static void fin(void){ if(on==1&&getenv("PC_STATS")) fprintf(stderr,"powercut writes=%lu syncs=%lu\n",nwrite,nsync);}
